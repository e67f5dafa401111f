"""Rules for the title of a page."""

from collections.abc import Iterator

from execsync.core.choices import TitleFrom
from execsync.core.documents.document import Document
from execsync.core.documents.headings import first_heading
from execsync.core.documents.position import InBody, InFront, Place, Position
from execsync.core.rules.keys import meant
from execsync.core.rules.registry import Finding, rule
from execsync.core.settings import RuleSettings


@rule("EX020", "missing-title", firm=True)
def missing_title(document: Document, settings: RuleSettings) -> Iterator[Finding]:
    """A page has no title.

    With `title_from = "heading"` in `[content]` of execsync.toml, the first heading gives the
    title of a page whose front matter has none.

    Wrong:

    ```markdown
    ---
    status: published
    ---

    We refund within 30 days.
    ```

    Right:

    ```markdown
    ---
    title: Refunds
    status: published
    ---

    We refund within 30 days.
    ```
    """
    from_heading = settings.title_from is TitleFrom.HEADING
    if "title" in document.front:
        title = document.front["title"]
        if title is None or (isinstance(title, str) and not title.strip()):
            yield Finding(InFront(("title",)), "`title` is empty", "write the page's title here")
    elif from_heading and first_heading(document.body):
        return
    elif not any(isinstance(key, str) and meant(key) == "title" for key in document.front):
        yield Finding(Position(1, 1), "the page has no title", _title_hint(document, settings))


@rule("EX029", "unusable-title", firm=True)
def unusable_title(document: Document, settings: RuleSettings) -> Iterator[Finding]:
    """A title holds a line break or a control character.

    Wrong:

    ```markdown
    ---
    title: |
      Refunds
      and returns
    ---

    We refund within 30 days.
    ```

    Right:

    ```markdown
    ---
    title: Refunds and returns
    ---

    We refund within 30 days.
    ```
    """
    title = document.front.get("title")
    place: Place = InFront(("title",))
    if "title" not in document.front and settings.title_from is TitleFrom.HEADING:
        title, place = first_heading(document.body), InBody(0)
    if isinstance(title, str) and title.strip() and not title.strip().isprintable():
        summary = "the title holds a line break or a control character"
        yield Finding(place, summary, "write it on one line, without invisible characters")


def _title_hint(document: Document, settings: RuleSettings) -> str:
    if settings.title_from is TitleFrom.HEADING:
        return "write `title: ` in the front matter, or begin the page with a heading"
    if document.block is None and document.body.startswith(("---\n", "+++\n")):
        return "front matter must begin on the first line: delete the blank lines before it"
    if document.block is None:
        return "begin the file with front matter: a line `---`, a line `title: …`, a line `---`"
    return "write a line `title: …` in the front matter"
