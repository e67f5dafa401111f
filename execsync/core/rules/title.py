"""Rules for the title of a page."""

from collections.abc import Iterator

from execsync.core.choices import TitleFrom
from execsync.core.diagnostic import Severity
from execsync.core.documents.document import Document
from execsync.core.documents.position import InFront, Position
from execsync.core.documents.titles import file_title, heading_title, title_of
from execsync.core.rules.characters import find_unusable, is_balanced
from execsync.core.rules.keys import meant
from execsync.core.rules.registry import Finding, rule
from execsync.core.rules.values import single_lines
from execsync.core.settings import RuleSettings


@rule("EX020", "missing-title", firm=True)
def missing_title(document: Document, settings: RuleSettings) -> Iterator[Finding]:
    """A page has no title.

    `[content] title_from` of execsync.toml says what gives one: `"front-matter"`, which is the default,
    `"heading"`, `"file-name"`, or several of these in a list, of which the first that does counts. A heading
    gives one if it is of level 1 and the first block of the page. The file `refunds/by-card.md` gives the
    title "By card", and `refunds/index.md`, "Refunds".

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
    found = title_of(document, settings)
    if found.source is TitleFrom.FRONT_MATTER:
        title = document.front["title"]
        if title is None or (isinstance(title, str) and not title.strip()):
            yield Finding(InFront(("title",)), "`title` is empty", "write the page's title here")
    elif not found.text and not any(
        isinstance(key, str) and meant(key) == "title" for key in document.front
    ):
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
    title, _, place = title_of(document, settings)
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
    title, _, place = title_of(document, settings)
    texts = [(place, "the title", title)]
    texts += [(InFront(keys), "a text", text) for keys, text in single_lines(document.front)]
    for at, what, text in texts:
        if not is_balanced(text):
            summary = f"{what} turns the direction of writing, and does not turn it back"
            yield Finding(
                at, summary, "end it with U+202C or U+2069, or delete the invisible character"
            )


def _title_hint(document: Document, settings: RuleSettings) -> str:
    if document.block is None and document.body.startswith(("---\n", "+++\n")):
        return "front matter must begin on the first line: delete the blank lines before it"
    if TitleFrom.FRONT_MATTER not in settings.title_from:
        way = "begin the page with a heading of level 1"
    elif TitleFrom.HEADING in settings.title_from:
        way = "write `title: ` in the front matter, or begin the page with a heading of level 1"
    elif document.block is None:
        way = "begin the file with front matter: a line `---`, a line `title: …`, a line `---`"
    else:
        way = "write a line `title: …` in the front matter"
    if more := _giving(document, settings):
        words = ", ".join(f'"{word}"' for word in (*settings.title_from, more))
        way += f"; or set title_from = [{words}] below [content]"
    return way


def _giving(document: Document, settings: RuleSettings) -> TitleFrom | None:
    """What would give the page a title if execsync.toml named it, too."""
    if "title" in document.front and TitleFrom.FRONT_MATTER not in settings.title_from:
        return TitleFrom.FRONT_MATTER
    if heading_title(document).text and TitleFrom.HEADING not in settings.title_from:
        return TitleFrom.HEADING
    return TitleFrom.FILE_NAME if file_title(document.path) else None
