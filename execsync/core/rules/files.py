"""Rules for files as a whole: each puts one ReadError into words."""

from execsync.core.diagnostic import Severity
from execsync.core.documents.read_error import ReadError
from execsync.core.rules.registry import Finding, rule


@rule("EX001", "unreadable-file", firm=True)
def unreadable(trouble: ReadError) -> Finding:
    """A file or folder of the content root cannot be read.

    Nothing is known about a page whose file cannot be read, so nothing is done to it.
    """
    return Finding(
        trouble.place,
        f"cannot be read: {trouble.detail}",
        hint=trouble.hint or "check its permissions, or leave it out with [content] exclude",
    )


@rule("EX002", "not-utf-8", firm=True)
def not_utf8(trouble: ReadError) -> Finding:
    """A file is not UTF-8.

    The hub takes UTF-8 only, and guessing another encoding would spoil letters silently.
    Save the file as UTF-8; `iconv -f windows-1252 -t utf-8` does it on a command line.
    """
    return Finding(
        trouble.place, f"is not UTF-8: {trouble.detail}", hint="save the file as UTF-8 text"
    )


@rule("EX003", "nul-byte", firm=True)
def nul_byte(trouble: ReadError) -> Finding:
    """A file holds a NUL byte, so it is not text."""
    return Finding(
        trouble.place,
        "holds a NUL byte, so it is not text",
        hint="remove the byte, or leave the file out with [content] exclude",
    )


@rule("EX004", "file-too-large", firm=True)
def too_large(trouble: ReadError) -> Finding:
    """A file is larger than 1 MiB.

    Split the page, or leave the file out with `[content] exclude`.
    """
    return Finding(
        trouble.place,
        f"is larger than 1 MiB: {trouble.detail}",
        hint="split the page, or leave the file out with [content] exclude",
    )


@rule("EX005", "mixed-line-ends", Severity.NOTE)
def mixed_line_ends(trouble: ReadError) -> Finding:
    """Lines of one file end in different ways.

    execsync reads all kinds of line ends and sends line feeds, so the page is fine; editors and
    diffs may show the whole file as changed. `execsync validate --fix` makes them alike.
    """
    return Finding(
        trouble.place,
        "has line ends of more than one kind, or bare carriage returns",
        hint="run `execsync validate --fix`, or convert them in your editor",
    )


@rule("EX006", "outside-content-root", Severity.WARNING)
def outside(trouble: ReadError) -> Finding:
    """A path given to `execsync validate` is outside of every content root. It is not checked.

    A hub's content root is `[content] root` of the nearest execsync.toml above the path.
    """
    return Finding(
        trouble.place,
        f"is not in a content root, and is not checked: {trouble.detail}",
        hint="leave it out of the paths, or move it into the content root",
    )


@rule("EX007", "link-out-of-root", Severity.WARNING)
def link_out_of_root(trouble: ReadError) -> Finding:
    """A symbolic link in the content root leads out of it. It is not followed.

    What it leads to may be different, or missing, on another machine. Move the file or folder
    into the content root instead, or leave the link out with `[content] exclude`.
    """
    return Finding(
        trouble.place,
        "is a symbolic link out of the content root, and is not followed",
        hint="move what it leads to into the content root, or exclude the link",
    )


@rule("EX008", "left-out", Severity.NOTE)
def left_out(trouble: ReadError) -> Finding:
    """A path given to `execsync validate` is in the content root, and is no page.

    Pages are files whose name ends in `.md` or `.markdown`, or as a pattern of `[content] include` does,
    such as `**/*.mdx`. Hidden files, the README.md at the
    content root and what `[content] include` and `exclude` leave out are none.
    """
    summary = "is no page of the hub, and is not checked"
    return Finding(trouble.place, summary, hint=trouble.hint)


@rule("EX009", "no-page-found", Severity.WARNING)
def no_page(trouble: ReadError) -> Finding:
    """The content root, or a folder given to `execsync validate`, holds text and no page.

    Either `[content] include` matches none of its files, or their names end in another way than `.md` and
    `.markdown`: `include = ["**/*.md", "**/*.mdx"]`, say, makes pages of both.
    """
    return Finding(trouble.place, f"no page is found: {trouble.detail}", hint=trouble.hint)


@rule("EX037", "conflict-markers", firm=True)
def conflict_markers(trouble: ReadError) -> Finding:
    """A file has two versions of some lines, between the lines with which Git, and `pull`, mark a conflict.

    What stands there is no page yet: choose what is to stay, and remove the three lines that begin with
    seven signs. They count where they stand in this order, each at the beginning of its line. In a block of
    code they count with the labels that `pull` gives them; a page may show what Git makes of a conflict.

    Wrong:

    ```markdown
    ---
    title: Refunds
    ---

    <<<<<<< file
    We refund within 30 days.
    =======
    We refund within 45 days.
    >>>>>>> web (Maria, 2026-03-02T10:00:00Z)
    ```

    Right:

    ```markdown
    ---
    title: Refunds
    ---

    We refund within 45 days.
    ```
    """
    return Finding(
        trouble.place,
        "has conflict markers: two versions of the same lines",
        hint="choose what is to stay, and remove the lines that begin with <<<<<<<, ======= and >>>>>>>",
    )
