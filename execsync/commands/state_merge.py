"""`execsync state merge`: two State files of one history, made into one. Git calls it as a merge driver."""

from collections.abc import Iterator
from pathlib import Path

from execsync.core import size_limits
from execsync.core.serde import load_state
from execsync.core.state import PageState, State
from execsync.core.state_merge import merge_states
from execsync.core.state_text import dump_state
from execsync.errors import EXIT_OK, StateError
from execsync.output.console import Console
from execsync.render.counted import counted
from execsync.state.folder import StateFolder

WAY_OUT = (
    "nothing was written. Take one side of the file, with git checkout --ours or --theirs, and run "
    "execsync state rebuild, which finds the pages of the other side"
)


def merge(base: Path, ours: Path, theirs: Path, *, console: Console) -> int:
    """Write into `ours` what both say, `base` being what they began with; that one may be empty or missing.

    Raises StateError where that cannot be told, and leaves `ours` as it was.
    """
    before = _read(base)
    sides = _read_side(ours), _read_side(theirs)
    try:
        merged = merge_states(before, *sides)
    except StateError as error:
        raise StateError(f"{ours} and {theirs}: {error.message}", hint=WAY_OUT) from error
    _write(ours, dump_state(merged))
    pages, sources = len(merged.pages), len(merged.sources)
    console.say(
        f"State of both sides: {counted(pages, 'page')}, {counted(sources, 'source')}, "
        f"{counted(len(merged.in_doubt), 'write')} in doubt."
    )
    known = {page_id for side in sides for page in side.pages.values() for page_id in page.doubles}
    for page in merged.pages.values():
        if others := [page_id for page_id in page.doubles if page_id not in known]:
            console.tell(_second(page, others))
    for page, path in _other_names(before, sides, merged):
        console.tell(_other_name(page, path))
    return EXIT_OK


def _other_names(
    before: State | None, sides: tuple[State, State], merged: State
) -> Iterator[tuple[PageState, str]]:
    """Pages that each side took into a file of its own, and the path of the file that has none now."""
    known = before.owned_ids() if before else frozenset()
    ours, theirs = (side.owned_ids() for side in sides)
    kept = {page.id: page for page in merged.pages.values() if page.id in ours & theirs}
    for side in sides:
        for path, page in side.pages.items():
            own = kept.get(page.id)
            if own and own.path != path and path not in merged.pages and page.id not in known:
                yield own, path


def _other_name(page: PageState, path: str) -> str:
    return (
        f"{page.path} and {path}: each side has taken {page.id} into a file: the first one has it; "
        f"remove the second before an apply, which would make a page of its own of it"
    )


def _second(page: PageState, others: list[str]) -> str:
    return (
        f"{page.path}: both sides made a page of it: {page.id} is kept as its own, "
        f"and each apply names {', '.join(others)} until that is settled"
    )


def _read_side(path: Path) -> State:
    state = _read(path)
    if state is None:
        raise StateError(f"{path}: there is no State in it", hint=WAY_OUT)
    return state


def _read(path: Path) -> State | None:
    """The State in a file; None where it is empty or missing."""
    try:
        data = StateFolder(path.parent).read(path.name, limit=size_limits.STATE)
        return load_state(data, str(path)) if data else None
    except OSError as error:
        raise StateError(f"{path}: cannot be read: {error.strerror}", hint=WAY_OUT) from error
    except StateError as error:
        raise StateError(error.message, hint=WAY_OUT) from error


def _write(path: Path, data: bytes) -> None:
    try:
        StateFolder(path.parent).write(path.name, data)
    except OSError as error:
        raise StateError(f"{path}: cannot be written: {error.strerror}", hint=WAY_OUT) from error
