"""Many changes of a kind, told by folder: how many in each, and what they share."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from execsync.core.planning.edited import lost_fields
from execsync.core.planning.plan import Action, Change
from execsync.core.resource import Page
from execsync.render.change_text import made_with
from execsync.render.plain import visible

MANY = 40
"""So many changes of a kind are told by folder."""
MOST_ROWS = 12
MUCH = 0.25
"""A folder that has more than this of all is told by the folders in it."""
REST = "…"
MOST_VALUES = 3
"""Values that are counted one by one where not all changes have the same."""
ABSENT = ("", "", "in no folder", "without skills")
"""What is said where a page has nothing of what `made_with` tells, and others have."""
ROLLED = (Action.CREATE, Action.MOVE, Action.ARCHIVE, Action.FORGET)
"""What is told by folder; what is replaced or updated has a difference of its own to be read."""


@dataclass(frozen=True, slots=True)
class Row:
    """Changes in a folder, and what they have in common that not all of them have."""

    folder: str
    number: int
    shared: str = ""


@dataclass(frozen=True, slots=True)
class RolledUp:
    """All changes of a kind: rows by folder, and what all of them share."""

    action: Action
    number: int
    rows: Sequence[Row]
    shared: str


def part(shown: Sequence[Change]) -> tuple[list[RolledUp], list[Change]]:
    """What is told by folder, and the changes that are told one by one."""
    kinds: dict[Action, list[Change]] = defaultdict(list)
    for change in shown:
        if _is_plain(change):
            kinds[change.action].append(change)
    many = {action: kinds[action] for action in ROLLED if len(kinds[action]) >= MANY}
    rest = [one for one in shown if not (one.action in many and _is_plain(one))]
    return [_roll(action, changes) for action, changes in many.items()], rest


def _is_plain(change: Change) -> bool:
    """Whether there is no more to tell of a change than what becomes of its page or source."""
    is_same = change.action is not Action.MOVE or not change.fields
    return is_same and change.obstacle is None and not lost_fields(change)


def _roll(action: Action, changes: Sequence[Change]) -> RolledUp:
    said = {change.address.name: _said(change) for change in changes}
    shared = _common([*said.values()])
    rows = [
        Row(folder, len(names), _extra([said[name] for name in names], shared))
        for folder, names in by_folder([*said], MOST_ROWS).items()
    ]
    return RolledUp(action, len(changes), rows, ", ".join(filter(None, shared)))


def _said(change: Change) -> tuple[str, ...]:
    """What there is to say of a plain change, in the same order for each of its kind."""
    if change.action is Action.CREATE and isinstance(change.after, Page):
        return made_with(change.after)
    if change.previous_address is not None:
        was = f"was in {visible(_folder(change.previous_address.name))}"
        return was, "the same pages, no request"
    return ()


def _common(said: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """The values that all have, each in its place; empty where they differ."""
    columns = [set(column) for column in zip(*said, strict=True)]
    return tuple(values.pop() if len(values) == 1 else "" for values in columns)


def _extra(said: Sequence[tuple[str, ...]], shared: tuple[str, ...]) -> str:
    """What is to be said of some, beside what all share: values with their numbers where they differ."""
    columns = zip(zip(*said, strict=True), shared, ABSENT, strict=False)
    parts = (_counted(Counter(column), absent) for column, common, absent in columns if not common)
    return ", ".join(filter(None, parts))


def _counted(values: Mapping[str, int], absent: str) -> str:
    if len(values) == 1:
        return next(iter(values))
    if len(values) > MOST_VALUES:
        return ""
    return ", ".join(f"{number:,} {value or absent}" for value, number in values.items())


def by_folder(names: Sequence[str], most: int) -> Mapping[str, Sequence[str]]:
    """Names by the folder that they lie in; a folder that has much of all is told by the folders in it.

    At most so many folders; where there are too many side by side, the smaller ones stand together as `…`.
    `folder/*` are the files in a folder whose own folders are told.
    """
    folders: dict[str, Sequence[str]] = {"": names}
    left = [""]
    while left:
        folder = left.pop(0)
        inner = _split(folder, folders[folder])
        if folder in inner:
            continue
        if not folder and len(inner) > most:
            inner = _largest(inner, most)
        if len(folders) - 1 + len(inner) <= most:
            del folders[folder]
            folders |= inner
            left += [one for one in inner if _is_large(one, inner[one], names)]
    return {name: folders[name] for name in sorted(folders, key=lambda one: (one == REST, one))}


def _is_large(folder: str, inside: Sequence[str], names: Sequence[str]) -> bool:
    return folder.endswith("/") and len(inside) > len(names) * MUCH


def _split(folder: str, names: Sequence[str]) -> dict[str, Sequence[str]]:
    """The names in a folder by what lies directly in it."""
    found: dict[str, list[str]] = defaultdict(list)
    for name in names:
        inner, slash, _ = name[len(folder) :].partition("/")
        found[f"{folder}{inner}/" if slash else f"{folder}*"].append(name)
    return {folder: names} if folder and [*found] == [f"{folder}*"] else {**found}


def _largest(folders: Mapping[str, Sequence[str]], most: int) -> dict[str, Sequence[str]]:
    ordered = sorted(folders, key=lambda one: -len(folders[one]))
    kept = {name: folders[name] for name in ordered[: most - 1]}
    return {**kept, REST: [one for name in ordered[most - 1 :] for one in folders[name]]}


def _folder(name: str) -> str:
    return f"{name.rpartition('/')[0] or '.'}/"


def rows_text(rolled: RolledUp) -> Iterator[tuple[str, str, str]]:
    """A title, a number with its word, and what is shared, for each row."""
    width = len(f"{max(row.number for row in rolled.rows):,}")
    for row in rolled.rows:
        yield visible(row.folder), f"{row.number:>{width},} {rolled.action}", row.shared
