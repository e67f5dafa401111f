"""Rules for the keys of front matter."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from execsync.core.diagnostic import Severity
from execsync.core.documents.document import Document
from execsync.core.documents.fields import FIELDS, SOURCE_FIELDS, source_tables
from execsync.core.documents.position import InFront, Keys
from execsync.core.rules.registry import Finding, rule


@rule(
    "EX021",
    "misspelt-key",
    firm=True,
    quiet="name it in `ignore_keys` below [content], where it is another tool's",
)
def misspelt_key(document: Document) -> Iterator[Finding]:
    """A key of front matter looks like a misspelling of one of execsync's.

    It would be silently without effect. `execsync validate --fix` puts it right. Where it is the key of
    another tool, name it in `[content] ignore_keys`.

    Wrong:

    ```markdown
    ---
    title: Refunds
    stauts: published
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
    for keys, key, fields in unknown_keys(document.front):
        if right := meant(key, fields):
            yield Finding(InFront(keys, "key"), f"unknown key `{key}`", f"did you mean `{right}`?")


@rule("EX022", "unknown-key", Severity.WARNING)
def unknown_key(document: Document) -> Iterator[Finding]:
    """A key of front matter is none of execsync's.

    It is not sent to the hub. That is only a warning, since other tools may share the file. What their keys
    mean is told with `[front_matter] preset` and `map`; keys that mean nothing to the hub are named in
    `[content] ignore_keys`, or all of them quieted with `EX022 = "off"` in `[rules.severity]`.

    Wrong:

    ```markdown
    ---
    title: Refunds
    owner: Anna
    ---

    We refund within 30 days.
    ```

    Right:

    ```markdown
    ---
    title: Refunds
    ---

    Owner: Anna. We refund within 30 days.
    ```
    """
    for keys, key, fields in unknown_keys(document.front):
        if not meant(key, fields):
            place = InFront(keys, "key")
            summary = f"unknown key `{document.written(place) or key}`"
            yield Finding(place, summary, f"the keys are {', '.join(fields)}")


def meant(key: str, fields: Iterable[str] = FIELDS) -> str:
    """The field that `key` is or looks like; empty if it looks like none."""
    if key in fields:
        return key
    from difflib import get_close_matches

    fields = [field for field in fields if len(field) > 2]  # `id` is near to too many words
    spelt = key.lower().replace("-", "_").replace(" ", "_")
    if spelt in _FOREIGN:
        return ""
    swapped = [field for field in fields if sorted(field) == sorted(spelt)]
    return next(iter(swapped or get_close_matches(spelt, fields, n=1, cutoff=0.8)), "")


_FOREIGN = frozenset({"resources", "subtitle", "titles"})
"""Keys of other tools that only look like ours."""


def unknown_keys(front: Mapping[Any, object]) -> Iterator[tuple[Keys, str, Mapping[str, object]]]:
    """Each key that is none of ours: the way to it, its name, and the fields that it could be."""
    if not front.keys() <= FIELDS.keys():
        for key in front:
            if key not in FIELDS:
                yield (key,), str(key), FIELDS
    for keys, table in source_tables(front):
        for key in table:
            if key not in SOURCE_FIELDS:
                yield (*keys, key), str(key), SOURCE_FIELDS
