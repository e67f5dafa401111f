"""Rules for front matter that cannot be read: each puts one ReadError into words."""

from execsync.core.documents.read_error import ReadError
from execsync.core.rules.registry import Finding, rule


@rule("EX010", "front-matter-never-ends", firm=True)
def never_ends(trouble: ReadError) -> Finding:
    """Front matter begins on the first line and has no end.

    It ends with a line that holds the same three signs as its first, and nothing else.

    Wrong:

    ```markdown
    ---
    title: Refunds

    We refund within 30 days.
    ```

    Right:

    ```markdown
    ---
    title: Refunds
    ---

    We refund within 30 days.
    ```
    """
    fence = trouble.detail
    return Finding(
        trouble.place,
        "the front matter that begins here never ends",
        hint=f"end it with a line that holds {fence} and nothing else",
    )


@rule("EX011", "front-matter-syntax", firm=True)
def syntax(trouble: ReadError) -> Finding:
    """Front matter is not valid YAML or TOML.

    The usual reason is a colon, a quote or a sign like `@` in a text that is not quoted. Front matter in
    JSON, as Hugo takes it, is not read.

    Wrong:

    ```markdown
    ---
    title: Refunds: how they work
    ---

    We refund within 30 days.
    ```

    Right:

    ```markdown
    ---
    title: "Refunds: how they work"
    ---

    We refund within 30 days.
    ```
    """
    if trouble.hint:
        return Finding(trouble.place, trouble.detail, trouble.hint)
    for words, summary, hint in _PROBLEMS:
        if words in trouble.detail:
            return Finding(trouble.place, summary, hint)
    return Finding(
        trouble.place,
        f"the front matter cannot be read: {trouble.detail}",
        hint="put the value in quotes if it holds a colon, a quote or a special sign",
    )


_PROBLEMS = (
    (
        "mapping values are not allowed",
        "a colon makes a key of what stands before it, and there is no place for one here",
        "put the whole value in quotes",
    ),
    (
        "scanning a quoted scalar",
        "the quote that opens here is never closed",
        "close it, or double it if it belongs to the text",
    ),
    (
        "parsing a flow",
        "the bracket that opens here is never closed, or a comma is missing",
        "close it, or put the value in quotes if the bracket belongs to the text",
    ),
    (
        "cannot start any token",
        "no value can begin with this sign",
        "put the whole value in quotes",
    ),
    (
        "constructor for the tag",
        "the front matter uses a tag that is not YAML's own",
        "put the value in quotes if the exclamation mark belongs to the text",
    ),
)
"""What parsers say, and the same for people who write pages."""


@rule("EX012", "duplicate-key", firm=True)
def duplicate_key(trouble: ReadError) -> Finding:
    """A key stands twice in the same table of the front matter.

    Which of the two would count depends on the parser, so neither does.

    Wrong:

    ```markdown
    ---
    title: Refunds
    status: draft
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
    return Finding(
        trouble.place,
        f"a key must stand only once: {trouble.detail}",
        hint="delete one of the two",
    )


@rule("EX013", "front-matter-too-large", firm=True)
def front_matter_too_large(trouble: ReadError) -> Finding:
    """Front matter is larger than 16 KB.

    Front matter says what a page is; what it tells belongs into the body.
    """
    return Finding(
        trouble.place,
        "the front matter is larger than 16 KB",
        hint="move what is not about the page itself into the body",
    )


@rule("EX014", "front-matter-too-deep", firm=True)
def too_deep(trouble: ReadError) -> Finding:
    """Front matter is nested more than 20 levels deep.

    No field of a page needs more than three, and parsers can crash on thousands.
    """
    return Finding(
        trouble.place,
        "the front matter is nested more than 20 levels deep here",
        hint="close the brackets, or remove what another tool left here",
    )


@rule("EX015", "front-matter-aliases", firm=True)
def too_many_aliases(trouble: ReadError) -> Finding:
    """Aliases (`*name`) in YAML front matter stand for more than 10,000 values.

    A few lines of aliases to aliases can stand for millions of values.
    """
    return Finding(
        trouble.place,
        "the aliases of the front matter stand for more than 10,000 values",
        hint="write the values out instead of using anchors (&) and aliases (*)",
    )


@rule("EX016", "front-matter-not-a-table", firm=True)
def not_a_table(trouble: ReadError) -> Finding:
    """Front matter is a list or a single value, not lines of `key: value`.

    Wrong:

    ```markdown
    ---
    Refunds
    ---

    We refund within 30 days.
    ```

    Right:

    ```markdown
    ---
    title: Refunds
    ---

    We refund within 30 days.
    ```
    """
    return Finding(
        trouble.place,
        f"the front matter is {trouble.detail}, not lines of `key: value`",
        hint="write at least `title: ` and the page's title",
    )


@rule("EX017", "front-matter-tab", firm=True)
def tab(trouble: ReadError) -> Finding:
    """A tab stands where YAML front matter needs spaces.

    `␉` stands for the tab here.

    Wrong:

    ```markdown
    ---
    title: Refunds
    folder_ids:
    ␉- fld_sales
    ---

    We refund within 30 days.
    ```

    Right:

    ```markdown
    ---
    title: Refunds
    folder_ids:
      - fld_sales
    ---

    We refund within 30 days.
    ```
    """
    return Finding(trouble.place, "YAML allows no tab here", hint="write spaces instead of tabs")


@rule("EX018", "front-matter-control-character", firm=True)
def control_character(trouble: ReadError) -> Finding:
    """Front matter holds a control character, such as the ESC of a terminal's colours."""
    return Finding(
        trouble.place,
        f"the front matter holds the control character {trouble.detail}",
        hint="delete it; it is invisible in most editors",
    )
