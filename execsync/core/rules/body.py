"""Rules for the body as a whole."""

from collections.abc import Iterator
from itertools import pairwise

from execsync.core.diagnostic import Severity
from execsync.core.documents.position import InBody, Position
from execsync.core.documents.read_error import ReadError
from execsync.core.rules.prose import LONG, Prose
from execsync.core.rules.registry import Finding, rule


@rule("EX080", "empty-body", Severity.WARNING)
def empty(prose: Prose) -> Iterator[Finding]:
    """A page has a title and no text.

    Wrong:

    ```markdown
    ---
    title: Refunds
    ---
    ```

    Right:

    ```markdown
    ---
    title: Refunds
    ---

    We refund within 30 days.
    ```
    """
    if not prose.document.body:
        yield Finding(None, "the page has no text", "write it, or delete the file")


@rule("EX081", "skipped-heading-level", Severity.WARNING)
def skipped_level(prose: Prose) -> Iterator[Finding]:
    """A heading is more than one level below the one before it.

    Tables of contents and screen readers take the levels for the page's outline.

    Wrong:

    ```markdown
    ---
    title: Refunds
    ---

    ## Deadlines

    #### Exceptions

    There are none.
    ```

    Right:

    ```markdown
    ---
    title: Refunds
    ---

    ## Deadlines

    ### Exceptions

    There are none.
    ```
    """
    if len(prose.document.body) > LONG:
        return
    headings = [heading for heading in prose.structure.headings if not heading.nested]
    for above, below in pairwise(headings):
        if below.level - above.level > 1:
            yield Finding(
                InBody(below.start),
                f"the heading's level jumps from {above.level} to {below.level}",
                f"write it with {'#' * (above.level + 1)}",
            )


@rule("EX082", "long-body", Severity.WARNING)
def too_long(prose: Prose) -> Iterator[Finding]:
    """A body is longer than 262,144 characters: about a hundred printed pages.

    Nobody reads it to its end, and each change sends all of it again. Links, images and headings
    in it are not checked. Split the page.
    """
    size = len(prose.document.body)
    if size > LONG:
        summary = f"the body is too long to be checked or read: {size:,} characters"
        yield Finding(Position(prose.document.body_line, 1), summary, "split the page")


@rule("EX083", "deep-body", firm=True)
def too_deep(trouble: ReadError) -> Finding:
    """A line of a body begins with more than 200 signs of quotes, lists, footnotes and indentation.

    Quotes and lists that lie so deep within each other take parsers minutes. Nothing is known about a
    page that is not parsed, such as which parts of it stay in Git, so nothing is done to it. Lines of
    code count, too.
    """
    return Finding(
        trouble.place,
        "the line begins with more than 200 signs of quotes, lists, footnotes and indentation",
        hint="remove some of them, or leave the file out with [content] exclude",
    )
