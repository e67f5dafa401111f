"""What there is to say of a State that a run was cut short on, or that others may have gone on from."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from execsync.content.places import page_path
from execsync.core import state_notes
from execsync.core.planning.drift import web_edits
from execsync.core.planning.edited import is_conflict
from execsync.core.planning.plan import Action, Change, ObstacleKind
from execsync.errors import EditedOnWeb

if TYPE_CHECKING:
    from execsync.config import Config
    from execsync.core.diagnostic import Diagnostic
    from execsync.core.state import State
    from execsync.workspace import Loaded, Workspace


def unfinished(workspace: "Workspace", loaded: "Loaded") -> "Iterator[Diagnostic]":
    """What a plan says where the journal of an apply lies beside State. Raises StateError."""
    record = loaded.record
    if record is None or record.is_void:
        return
    # Elsewhere the lock is the network's to tell, which a plan can do without.
    holder = workspace.backend.holder() if workspace.config.state.backend == "file" else None
    if holder is not None:
        yield state_notes.running(str(holder))
    else:
        yield state_notes.unfinished(len(loaded.intents))


def edited_too(
    errors: "Iterable[Diagnostic]", state: "State", config: "Config"
) -> "Iterator[Diagnostic]":
    """What is said of each file with an error whose page somebody has edited on the web.

    The conflict would show once the file is mended, and not before.
    """
    for path in dict.fromkeys(found.path for found in errors):
        known = state.pages.get(page_path(path, config))
        if known is not None and (fields := web_edits(known)):
            yield state_notes.edited_too(path, fields)


def older(
    config: "Config",
    changes: Iterable[Change],
    failures: Iterable[Exception] = (),
    *,
    is_new: bool = False,
) -> "Iterator[Diagnostic]":
    """What is said where others may have applied, and their State has not come here by Git.

    What they have done looks like edits on the web then, and their new pages like anybody's: in the changes
    of a plan, or in what an apply has failed with. `is_new` says that there is no State at all.
    """
    is_met = any(_may_be_others(change) for change in changes) or any(
        isinstance(error, EditedOnWeb) for error in failures
    )
    if config.state.backend != "file" or not is_met:
        return
    if is_new:
        yield state_notes.lost()
        return
    from execsync.system.git import ask_git

    upstream = ask_git(config.root, "rev-parse", "--abbrev-ref", "@{upstream}")
    if upstream is None:
        return
    asked = ("rev-list", "--count", "HEAD..@{upstream}", "--", config.state.path)
    ahead = (ask_git(config.root, *asked) or b"").strip()
    name = upstream.decode(errors="replace").strip()
    yield (
        state_notes.behind(name) if ahead.isdigit() and int(ahead) else state_notes.may_be_behind()
    )


def _may_be_others(change: Change) -> bool:
    """Whether a change is met by what a colleague's apply may have done."""
    if change.action is Action.CREATE and change.obstacle is not None:
        return change.obstacle.kind is not ObstacleKind.HELD
    return is_conflict(change)
