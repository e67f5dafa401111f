"""Rules for what a page is known by: its path, now and before."""

import re
from collections.abc import Iterator, Sequence
from unicodedata import normalize

from execsync.core.documents.document import NO_FRONT, Document
from execsync.core.documents.fields import texts
from execsync.core.documents.position import InFront, Keys
from execsync.core.rules.registry import Finding, rule


@rule("EX040", "same-name", firm=True)
def same_name(
    _documents: Sequence[Document], paths: Sequence[str]
) -> Iterator[tuple[Document, Finding]]:
    """The names of two files differ only in case, or only in how their accents are encoded.

    On Windows and macOS only one of them could exist, and the other's page would seem deleted.
    Rename one of the two.
    """
    seen: dict[str, str] = {}
    for path in paths:
        name = path.casefold()
        if name not in seen:
            seen[name] = path
            continue
        other = seen[name]
        how = "in how its accents are encoded" if other == path else "in case"
        summary = f"the name differs only {how} from that of {other}"
        found = Finding(None, summary, "rename one of the two", other)
        yield Document(path, NO_FRONT, ""), found


@rule("EX041", "unportable-name", firm=True)
def unportable_name(document: Document) -> Iterator[Finding]:
    r"""A file or folder has a name that cannot exist on Windows or macOS, or is not UTF-8.

    The page would be missing there, and would seem deleted. Names must not hold `< > : " \ | ? *`
    or control characters, must not end with a dot or a blank, and must not be one of Windows' old
    names of devices, such as `CON`, `NUL` or `COM1`.
    """
    found = _UNPORTABLE.search(document.path)
    if found or max(map(len, document.path.split("/"))) > LONGEST_NAME:
        way = _WAYS[found.lastgroup or ""] if found else f"with {LONGEST_NAME} characters at most"
        yield Finding(None, "the name cannot exist on every system", f"rename it, {way}")


LONGEST_NAME = 240
_UNPORTABLE = re.compile(
    r"""(?P<sign>[<>:"\\|?*])|(?P<control>[\x00-\x1f\x7f])|(?P<bytes>[\ud800-\udfff])|
    (?P<end>[. ])(?:/|$)|(?:^|/)
    (?P<device>con|prn|aux|nul|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3])(?:[./]|$)""",
    re.IGNORECASE | re.VERBOSE,
)
_WAYS = {
    "sign": 'without < > : " \\ | ? *',
    "control": "without control characters",
    "bytes": "in UTF-8",
    "end": "without a dot or a blank at its end",
    "device": "for Windows has a device of that name",
}


@rule("EX042", "unusable-moved-from", firm=True)
def unusable_moved_from(document: Document) -> Iterator[Finding]:
    """`moved_from` is not a path inside the content root.

    It names where the page's file was before, relative to the content root and with `/`.

    Wrong:

    ```markdown
    ---
    title: Refunds
    moved_from: ../old/refunds.md
    ---

    We refund within 30 days.
    ```

    Right:

    ```markdown
    ---
    title: Refunds
    moved_from: old/refunds.md
    ---

    We refund within 30 days.
    ```
    """
    for keys, path in moved_from(document):
        parts = path.split("/")
        if path and ("\\" in path or any(part in ("", ".", "..") for part in parts)):
            yield Finding(
                InFront(keys),
                f"`{path}` is no path inside the content root",
                "write it relative to the content root and with /, as in old/refunds.md",
            )


@rule("EX043", "moved-from-twice", firm=True)
def moved_from_twice(
    documents: Sequence[Document], _paths: Sequence[str]
) -> Iterator[tuple[Document, Finding]]:
    """Two files claim with `moved_from` to be the same page. Only one can be.

    Wrong:

    ```markdown
    ---
    title: Refunds
    moved_from: old.md
    ---

    We refund within 30 days.
    ```

    ```markdown
    ---
    title: Returns
    moved_from: old.md
    ---

    Send it back in its box.
    ```

    Right:

    ```markdown
    ---
    title: Refunds
    moved_from: old.md
    ---

    We refund within 30 days.
    ```

    ```markdown
    ---
    title: Returns
    ---

    Send it back in its box.
    ```
    """
    claimed: dict[str, str] = {}
    for document in documents:
        for keys, path in moved_from(document):
            other = claimed.setdefault(path, document.path)
            if other != document.path:
                summary = f"{other} was moved from `{path}` too"
                hint = "delete `moved_from` in one"
                yield document, Finding(InFront(keys), summary, hint, other)


@rule("EX044", "moved-from-exists", firm=True)
def moved_from_exists(
    documents: Sequence[Document], paths: Sequence[str]
) -> Iterator[tuple[Document, Finding]]:
    """`moved_from` names a file that is still there, so nothing was moved.

    Wrong:

    ```markdown
    ---
    title: Refunds
    moved_from: page2.md
    ---

    We refund within 30 days.
    ```

    ```markdown
    ---
    title: Returns
    ---

    Send it back in its box.
    ```

    Right:

    ```markdown
    ---
    title: Refunds
    ---

    We refund within 30 days.
    ```

    ```markdown
    ---
    title: Returns
    ---

    Send it back in its box.
    ```
    """
    existing = set(paths)
    for document in documents:
        for keys, path in moved_from(document):
            if path in existing:
                summary = f"`{path}` still exists, so this page was not moved from there"
                hint = "delete `moved_from`, or that file"
                yield document, Finding(InFront(keys), summary, hint, path)


def moved_from(document: Document) -> Iterator[tuple[Keys, str]]:
    """Each earlier path that a document names, with its keys."""
    value = document.front.get("moved_from")
    if isinstance(value, str):
        yield ("moved_from",), normalize("NFC", value)
    for index, path in texts(document.front, "moved_from"):
        yield ("moved_from", index), normalize("NFC", path)
