"""Rules for files that cannot be read, or not as a document: each puts one Trouble into words."""

from execsync.core.diagnostic import Severity
from execsync.core.position import Place, Position
from execsync.core.rules.registry import Finding, rule
from execsync.core.trouble import Trouble


@rule("EX001", "unreadable-file", firm=True)
def unreadable(trouble: Trouble) -> Finding:
    """A file or folder of the content root cannot be read.

    Nothing is known about a page whose file cannot be read, so nothing is done to it.
    """
    return Finding(
        _at(trouble),
        f"cannot be read: {trouble.detail}",
        hint="check its permissions, or leave it out with [content] exclude",
    )


@rule("EX002", "not-utf-8", firm=True)
def not_utf8(trouble: Trouble) -> Finding:
    """A file is not UTF-8.

    The hub takes UTF-8 only, and guessing another encoding would spoil letters silently.
    Save the file as UTF-8; `iconv -f windows-1252 -t utf-8` does it on a command line.
    """
    return Finding(
        _at(trouble), f"is not UTF-8: {trouble.detail}", hint="save the file as UTF-8 text"
    )


@rule("EX003", "nul-byte", firm=True)
def nul_byte(trouble: Trouble) -> Finding:
    """A file holds a NUL byte, so it is not text."""
    return Finding(
        _at(trouble),
        "holds a NUL byte, so it is not text",
        hint="remove the byte, or leave the file out with [content] exclude",
    )


@rule("EX004", "file-too-large", firm=True)
def too_large(trouble: Trouble) -> Finding:
    """A file is larger than 1 MiB.

    Split the page, or leave the file out with `[content] exclude`.
    """
    return Finding(
        _at(trouble),
        f"is larger than 1 MiB: {trouble.detail}",
        hint="split the page, or leave the file out with [content] exclude",
    )


@rule("EX005", "mixed-line-ends", Severity.NOTE)
def mixed_line_ends(trouble: Trouble) -> Finding:
    """Lines of one file end in different ways.

    execsync reads all kinds of line ends and sends line feeds, so the page is fine; editors and
    diffs may show the whole file as changed. `execsync validate --fix` makes them alike.
    """
    return Finding(
        _at(trouble),
        "has line ends of more than one kind, or bare carriage returns",
        hint="run `execsync validate --fix`, or convert them in your editor",
    )


@rule("EX006", "outside-content-root", Severity.WARNING)
def outside(trouble: Trouble) -> Finding:
    """A path given to `execsync validate` is outside of every content root. It is not checked.

    A hub's content root is `[content] root` of the nearest execsync.toml above the path.
    """
    return Finding(
        _at(trouble),
        f"is not in a content root, and is not checked: {trouble.detail}",
        hint="leave it out of the paths, or move it into the content root",
    )


@rule("EX007", "link-out-of-root", Severity.WARNING)
def link_out_of_root(trouble: Trouble) -> Finding:
    """A symbolic link in the content root leads out of it. It is not followed.

    What it leads to may be different, or missing, on another machine. Move the file or folder
    into the content root instead, or leave the link out with `[content] exclude`.
    """
    return Finding(
        _at(trouble),
        "is a symbolic link out of the content root, and is not followed",
        hint="move what it leads to into the content root, or exclude the link",
    )


@rule("EX008", "left-out", Severity.NOTE)
def left_out(trouble: Trouble) -> Finding:
    """A path given to `execsync validate` is in the content root, and is no page.

    Pages are files whose name ends in `.md` or `.markdown`. Hidden files, the README.md at the
    content root and what `[content] include` and `exclude` leave out are none.
    """
    return Finding(_at(trouble), "is no page of the hub, and is not checked")


@rule("EX010", "front-matter-never-ends", firm=True)
def never_ends(trouble: Trouble) -> Finding:
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
        _at(trouble),
        "the front matter that begins here never ends",
        hint=f"end it with a line that holds {fence} and nothing else",
    )


@rule("EX011", "front-matter-syntax", firm=True)
def syntax(trouble: Trouble) -> Finding:
    """Front matter is not valid YAML or TOML.

    The usual reason is a colon, a quote or a sign like `@` in a text that is not quoted.

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
    for words, summary, hint in _PROBLEMS:
        if words in trouble.detail:
            return Finding(_at(trouble), summary, hint)
    return Finding(
        _at(trouble),
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
def duplicate_key(trouble: Trouble) -> Finding:
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
        _at(trouble),
        f"a key must stand only once: {trouble.detail}",
        hint="delete one of the two",
    )


@rule("EX013", "front-matter-too-large", firm=True)
def front_matter_too_large(trouble: Trouble) -> Finding:
    """Front matter is larger than 16 KB.

    Front matter says what a page is; what it tells belongs into the body.
    """
    return Finding(
        _at(trouble),
        "the front matter is larger than 16 KB",
        hint="move what is not about the page itself into the body",
    )


@rule("EX014", "front-matter-too-deep", firm=True)
def too_deep(trouble: Trouble) -> Finding:
    """Front matter is nested more than 20 levels deep.

    No field of a page needs more than three, and parsers can crash on thousands.
    """
    return Finding(
        _at(trouble),
        "the front matter is nested more than 20 levels deep here",
        hint="close the brackets, or remove what another tool left here",
    )


@rule("EX015", "front-matter-aliases", firm=True)
def too_many_aliases(trouble: Trouble) -> Finding:
    """Aliases (`*name`) in YAML front matter stand for more than 10,000 values.

    A few lines of aliases to aliases can stand for millions of values.
    """
    return Finding(
        _at(trouble),
        "the aliases of the front matter stand for more than 10,000 values",
        hint="write the values out instead of using anchors (&) and aliases (*)",
    )


@rule("EX016", "front-matter-not-a-table", firm=True)
def not_a_table(trouble: Trouble) -> Finding:
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
        _at(trouble),
        f"the front matter is {trouble.detail}, not lines of `key: value`",
        hint="write at least `title: ` and the page's title",
    )


@rule("EX017", "front-matter-tab", firm=True)
def tab(trouble: Trouble) -> Finding:
    """YAML front matter is indented with a tab, which YAML forbids.

    Wrong:

    ```markdown
    ---
    title: Refunds
    folder_ids:
    \t- fld_sales
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
    """  # noqa: D301
    return Finding(
        _at(trouble), "YAML allows no tab here", hint="indent with spaces instead of tabs"
    )


@rule("EX018", "front-matter-control-character", firm=True)
def control_character(trouble: Trouble) -> Finding:
    """Front matter holds a control character, such as the ESC of a terminal's colours."""
    return Finding(
        _at(trouble),
        f"the front matter holds the control character {trouble.detail}",
        hint="delete it; it is invisible in most editors",
    )


def _at(trouble: Trouble) -> Place:
    if trouble.line is None or trouble.column is None:
        return None
    return Position(trouble.line, trouble.column)
