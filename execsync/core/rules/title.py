"""Rules for the title of a page."""

from collections.abc import Iterator

from execsync.core.choices import TitleFrom
from execsync.core.diagnostic import Severity
from execsync.core.documents.document import Document
from execsync.core.documents.position import InBody, InFront, Place, Position
from execsync.core.rules.characters import find_unusable, is_balanced
from execsync.core.rules.keys import meant
from execsync.core.rules.registry import Finding, rule
from execsync.core.rules.values import single_lines
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
    elif from_heading and document.first_heading:
        return
    elif not any(isinstance(key, str) and meant(key) == "title" for key in document.front):
        yield Finding(Position(1, 1), "the page has no title", _title_hint(document, settings))


@rule("EX029", "unusable-title", firm=True)
def unusable_title(document: Document, settings: RuleSettings) -> Iterator[Finding]:
    """A title holds a line break or a control character.

    Every other character may stand in a title: emoji, blanks of every width, marks of direction.

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
    title, place = written_title(document, settings)
    if unusable := find_unusable(title):
        summary = f"the title holds a line break or a control character: {unusable}"
        yield Finding(place, summary, "write it on one line, without control characters")


@rule("EX019", "unbalanced-direction", Severity.WARNING)
def unbalanced_direction(document: Document, settings: RuleSettings) -> Iterator[Finding]:
    r"""A title, or another text of one line, turns the direction of writing and does not turn it back.

    What stands after it in a list of pages may be shown in the wrong order, too. Each embedding or
    override (U+202A, U+202B, U+202D, U+202E) ends with U+202C, each isolate (U+2066 to U+2068) with
    U+2069. The characters are invisible; in quotes, YAML takes them as `\u2067`.

    Wrong:

    ```markdown
    ---
    title: "Prices of \u202e2027"
    ---

    As of January.
    ```

    Right:

    ```markdown
    ---
    title: Prices of 2027
    ---

    As of January.
    ```
    """
    title, place = written_title(document, settings)
    texts = [(place, "the title", title)]
    texts += [(InFront(keys), "a text", text) for keys, text in single_lines(document.front)]
    for at, what, text in texts:
        if not is_balanced(text):
            summary = f"{what} turns the direction of writing, and does not turn it back"
            yield Finding(
                at, summary, "end it with U+202C or U+2069, or delete the invisible character"
            )


def written_title(document: Document, settings: RuleSettings) -> tuple[str, Place]:
    """The title without blanks at its ends, and where it is written; empty where there is none."""
    title = document.front.get("title")
    if "title" not in document.front and settings.title_from is TitleFrom.HEADING:
        return document.first_heading, InBody(0)
    return title.strip() if isinstance(title, str) else "", InFront(("title",))


def _title_hint(document: Document, settings: RuleSettings) -> str:
    if document.block is None and document.body.startswith(("---\n", "+++\n")):
        return "front matter must begin on the first line: delete the blank lines before it"
    if settings.title_from is TitleFrom.HEADING:
        way = "write `title: ` in the front matter, or begin the page with a heading"
    elif document.block is None:
        way = "begin the file with front matter: a line `---`, a line `title: …`, a line `---`"
    else:
        way = "write a line `title: …` in the front matter"
    return f"{way}; or set title_from = {_giving(document, settings)} below [content]"


def _giving(document: Document, settings: RuleSettings) -> str:
    """The setting that would give the page a title."""
    if settings.title_from is TitleFrom.HEADING:
        return '["front-matter", "heading", "file-name"]'
    from execsync.core.documents.markdown import parse

    first = parse(document.body).first
    begins = first is not None and first.level == 1 and first.text
    return '["front-matter", "heading"]' if begins else '["front-matter", "file-name"]'
