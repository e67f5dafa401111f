"""Rules for the parts of a page that stay in Git."""

from collections.abc import Iterator

from execsync.core.documents.document import Document
from execsync.core.documents.parts import has_marks, parts_in
from execsync.core.documents.position import InBody
from execsync.core.rules.registry import Finding, rule
from execsync.core.settings import RuleSettings


@rule("EX036", "unclosed-part", firm=True)
def unclosed_part(document: Document, _settings: RuleSettings) -> Iterator[Finding]:
    """It is not clear which part of a page is to stay in Git.

    What stands between a comment `execsync: skip` and the next comment `execsync: end` is not sent to the
    hub. They come in pairs, one pair does not stand within another, and an unknown word after `execsync:` is
    taken for a slip of the pen: what was meant for nobody would go live.

    Wrong:

    ```markdown
    ---
    title: Refunds
    ---

    We refund within 30 days.

    <!-- execsync: skip -->

    Ask Finance before each refund over 5,000.
    ```

    Right:

    ```markdown
    ---
    title: Refunds
    ---

    We refund within 30 days.

    <!-- execsync: skip -->

    Ask Finance before each refund over 5,000.

    <!-- execsync: end -->
    ```
    """
    if has_marks(document.body):
        from execsync.core.documents.markdown import parse

        for offset, summary in parts_in(document.body, parse(document.body)).faults:
            hint = "write `<!-- execsync: skip -->` before the part, and `<!-- execsync: end -->` after it"
            yield Finding(InBody(offset), summary, hint)
