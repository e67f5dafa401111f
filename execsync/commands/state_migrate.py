"""`execsync state migrate`: State from the file beside the content to the place that execsync.toml names."""

from dataclasses import dataclass

from execsync.config import Config
from execsync.core.state import State
from execsync.errors import EXIT_OK, RefusedError, StateError, UsageError
from execsync.output.console import Console
from execsync.render.plain import visible
from execsync.state.folder import JOURNAL
from execsync.workspace import Workspace


@dataclass(frozen=True, slots=True)
class _Stored:
    data: bytes
    state: State


def migrate(
    config: Config, *, to_file: bool, yes: bool, lock_timeout: float, console: Console
) -> int:
    """Copy State from its file to where execsync.toml keeps it by now; `to_file` back.

    1. Both locks are held; no run was cut short here.
    2. The target has nothing, or an older State of the same history, of which a copy is kept.
    3. After a yes the State is written there, its serial one higher.
    4. The file that it came from is moved to the backups, so that nobody works on it. A remote place is left
       as it is: its serial is lower from here on.

    Raises StateError, RefusedError, LockedError and UsageError.
    """
    if config.state.backend == "file":
        raise UsageError(
            '[state] backend is "file": there is no other place',
            hint='set backend = "git", "s3" or "azure" first (or still, for --to-file)',
        )
    file = Workspace(config._replace(state=config.state._replace(backend="file")))
    place = Workspace(config, console.tell)
    source, target = (place, file) if to_file else (file, place)
    with place.lock(timeout=lock_timeout):  # which is the file's, too
        if place.folder.stamp(JOURNAL) is not None:
            raise RefusedError(
                "an apply was cut short here; nothing was changed",
                hint="run execsync apply first, with [state] as it was then",
            )
        moved, there = _read(source), _read(target)
        if moved is None:
            raise StateError(f"{source.backend}: there is no State")
        if there is not None:
            _refuse_newer(target, moved.state, there.state)
        if not yes:
            question = f"Move State of serial {moved.state.serial} from {source.backend} to {target.backend}?"
            console.ask(visible(question), yes_option="--yes")
        if there is not None:
            target.keep_copy(there.data)
        target.save(moved.state)
        copy = place.keep_copy(moved.data)
        if not to_file:
            place.folder.remove(config.state.path.rpartition("/")[2])
    said = f"State is kept at {target.backend} now (serial {moved.state.serial + 1}); a copy is in {copy}"
    console.say(said)
    console.tell(BACK if to_file else THERE)
    return EXIT_OK


THERE = "commit execsync.toml, and that the state file is gone, so that every clone works with the new place"
BACK = 'set [state] backend = "file" now, and commit that with the state file'


def _read(workspace: Workspace) -> _Stored | None:
    data = workspace.stored()
    return None if data is None else _Stored(data, workspace.parse(data))


def _refuse_newer(target: Workspace, state: State, there: State) -> None:
    if there.lineage != state.lineage:
        raise RefusedError(
            f"{target.backend}: has State of another history ({there.lineage}); nothing was changed",
            hint="execsync state pull shows what is there",
        )
    if there.serial > state.serial:
        raise RefusedError(
            f"{target.backend}: has a newer State (serial {there.serial}, this one has {state.serial}); "
            "nothing was changed",
            hint="work with that one: what the other knows of the hub is in it",
        )
