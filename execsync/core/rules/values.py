"""Rules for the values of front matter."""

from collections.abc import Iterator, Mapping
from datetime import date, time
from typing import Any

from execsync.core.choices import Status, Visibility
from execsync.core.diagnostic import Severity
from execsync.core.documents.document import Document
from execsync.core.documents.fields import FIELDS, FieldKind, mismatches, source_tables, texts
from execsync.core.documents.position import InFront, Keys
from execsync.core.page_fields import ID_LISTS, NAME_LISTS
from execsync.core.rules.characters import find_unusable
from execsync.core.rules.registry import Finding, rule

_STATUSES = [status.value for status in Status]
_VISIBILITIES = [visibility.value for visibility in Visibility]
_CHOICES: Mapping[Keys, list[str]] = {("status",): _STATUSES, ("visibility",): _VISIBILITIES}
"""Fields that take one of a few values, by their place in front matter."""


@rule("EX023", "wrong-type", firm=True)
def wrong_type(document: Document) -> Iterator[Finding]:
    """A value of front matter has the wrong type.

    YAML reads more as dates, numbers and truth values than most writers expect: `2024-01-01` is
    a date, `1:30` is the number 90, `on`, `off`, `yes` and `no` are true and false. Quotes make
    text of them.

    Wrong:

    ```markdown
    ---
    title: 2024-01-01
    folder_ids: fld_sales
    ---

    Prices as of January.
    ```

    Right:

    ```markdown
    ---
    title: "2024-01-01"
    folder_ids: [fld_sales]
    ---

    Prices as of January.
    ```
    """
    for name, kind in FIELDS.items():
        if name in document.front and not (name == "title" and document.front[name] is None):
            for keys, wanted, value in mismatches(kind, document.front[name], (name,)):
                yield _mismatch(document, keys, wanted, value)


@rule("EX024", "unknown-status", firm=True)
def unknown_status(document: Document) -> Iterator[Finding]:
    """`status` is neither `draft` nor `published`.

    A page is archived by deleting its file and running `execsync apply --prune`.

    Wrong:

    ```markdown
    ---
    title: Refunds
    status: live
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
    status = document.front.get("status")
    if not isinstance(status, str) or status in _STATUSES:
        return
    hint = _nearest(status, _STATUSES)
    if status.lower() == "archived":
        hint = "to archive the page, delete this file and run `execsync apply --prune`"
    yield Finding(InFront(("status",)), f"unknown status `{status}`", hint)


@rule("EX025", "unknown-visibility", firm=True)
def unknown_visibility(document: Document) -> Iterator[Finding]:
    """`visibility` is neither `private` nor `workspace`.

    The hub can show pages that are `global`, and lets nobody create them through its API.

    Wrong:

    ```markdown
    ---
    title: Refunds
    visibility: global
    ---

    We refund within 30 days.
    ```

    Right:

    ```markdown
    ---
    title: Refunds
    visibility: workspace
    ---

    We refund within 30 days.
    ```
    """
    visibility = document.front.get("visibility")
    if not isinstance(visibility, str) or visibility in _VISIBILITIES:
        return
    summary = f"unknown visibility `{visibility}`"
    if visibility.lower() == "global":
        summary = "visibility `global` can be read from the hub, but no page can be created with it"
    yield Finding(InFront(("visibility",)), summary, _nearest(visibility, _VISIBILITIES))


@rule("EX027", "repeated-item", Severity.WARNING)
def repeated_item(document: Document) -> Iterator[Finding]:
    """A list names the same thing twice. It is sent once.

    Wrong:

    ```markdown
    ---
    title: Refunds
    folder_ids: [fld_sales, fld_sales]
    ---

    We refund within 30 days.
    ```

    Right:

    ```markdown
    ---
    title: Refunds
    folder_ids: [fld_sales, fld_support]
    ---

    We refund within 30 days.
    ```
    """
    lists: list[tuple[Keys, list[tuple[int, str]]]] = [
        ((name,), texts(document.front, name)) for name in (*NAME_LISTS, *ID_LISTS, "moved_from")
    ]
    for keys, table in source_tables(document.front):
        lists.append(((*keys, "folder_ids"), texts(table, "folder_ids")))
    for keys, items in lists:
        seen: set[str] = set()
        for index, item in items:
            if item in seen:
                place = InFront((*keys, index))
                yield Finding(place, f"`{item}` is listed twice", "delete one of the two")
            seen.add(item)


@rule("EX028", "unusable-text", firm=True)
def unusable_text(document: Document) -> Iterator[Finding]:
    """A text is empty, or holds a control character or a line break where it must be one line.

    Every other character may stand in it, also those that have no width.

    Wrong:

    ```markdown
    ---
    title: Refunds
    folder_ids: [""]
    ---

    We refund within 30 days.
    ```

    Right:

    ```markdown
    ---
    title: Refunds
    folder_ids: []
    ---

    We refund within 30 days.
    ```
    """
    for keys, text in single_lines(document.front):
        if not text.strip():
            yield Finding(
                InFront(keys), "the text is empty", "delete it, or write what it should be"
            )
        elif unusable := find_unusable(text.strip()):
            yield Finding(
                InFront(keys),
                f"the text holds a line break or a control character: {unusable}",
                "write it on one line, without control characters",
            )


_KINDS: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (bool, "true or false"),
    ((int, float), "a number"),
    ((date, time), "a date or a time"),
    (str, "text"),
    (list, "a list"),
    (dict, "a table"),
)


def _mismatch(document: Document, keys: Keys, wanted: FieldKind, value: object) -> Finding:
    written, name = document.written(InFront(keys)), _name(keys)
    choices = " or ".join(_CHOICES.get(keys, ()))
    if value is None:
        hint = f"write {choices or wanted}, or delete the line"
        return Finding(InFront(keys), f"{name} has no value", hint)
    kind = next((name for types, name in _KINDS if isinstance(value, types)), "something else")
    what = f"`{written}` is {kind}" if _is_short(written) else f"this is {kind}"
    summary = f"{name} must be {wanted}, and {what}"
    hint = f"write {choices}" if choices else _type_hint(wanted, value, written)
    return Finding(InFront(keys), summary, hint)


def _type_hint(wanted: FieldKind, value: object, written: str) -> str:
    if wanted is FieldKind.FLAG:
        return "write true or false, without quotes"
    if wanted in (FieldKind.TEXTS, FieldKind.SOURCES) and isinstance(value, str):
        return "put it in brackets" + (f": [{written}]" if written else "")
    if wanted is FieldKind.TEXT and not isinstance(value, list | dict):
        return "put it in quotes" + (f': "{written}"' if written else "")
    return f"write {wanted}"


def _is_short(written: str) -> bool:
    return 0 < len(written) <= 40 and "\n" not in written


def _name(keys: Keys) -> str:
    """`title`; an item of `sources`; `url` of an item of `sources`."""
    names = [f"`{key}`" if isinstance(key, str) else "an item" for key in reversed(keys)]
    return " of ".join(names)


def _nearest(value: str, allowed: list[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(value.lower(), allowed, n=1, cutoff=0.7)
    return f"did you mean `{near[0]}`?" if near else f"write {' or '.join(allowed)}"


def single_lines(front: Mapping[Any, object]) -> Iterator[tuple[Keys, str]]:
    """Texts that must be one line and not empty."""
    for name in (*NAME_LISTS, *ID_LISTS, "moved_from"):
        for index, item in texts(front, name):
            yield (name, index), item
    if isinstance(path := front.get("moved_from"), str):
        yield ("moved_from",), path
    for keys, table in source_tables(front):
        for name in ("title", "cover"):
            if isinstance(text := table.get(name), str):
                yield (*keys, name), text
        for index, item in texts(table, "folder_ids"):
            yield (*keys, "folder_ids", index), item
