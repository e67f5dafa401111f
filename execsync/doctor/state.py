"""State: whether it can be read and written where it is kept, and whether somebody holds its lock."""

from execsync.core.checkup import Check, Verdict
from execsync.doctor.examining import well
from execsync.workspace import Loaded, Workspace


def check_state(workspace: Workspace, loaded: Loaded) -> Check:
    """What State says, and what a run that was cut short has left. Raises StateError."""
    workspace.backend.try_writing()
    state = loaded.state
    if loaded.warning is not None:
        return Check("state", Verdict.WARNING, loaded.warning.summary, loaded.warning.hint)
    if loaded.intents:
        return Check(
            "state",
            Verdict.WARNING,
            f"an apply was cut short here, and the end of {len(loaded.intents)} of its requests is not known",
            "run execsync apply: it looks at the hub before it sends anything again",
        )
    if loaded.is_new:
        return well("state", f"{workspace.backend}: none yet; the first apply begins it")
    counted = f"{len(state.pages):,} pages, {len(state.sources):,} sources"
    return well("state", f"{workspace.backend}: serial {state.serial}, {counted}")


def check_lock(workspace: Workspace) -> Check:
    """Whether somebody holds it. Raises StateError."""
    holder = workspace.backend.holder()
    if holder is None:
        return well("lock", "nobody holds it")
    return Check(
        "lock",
        Verdict.WARNING,
        f"held by {holder}",
        f"wait for it; if that one is surely gone: execsync state unlock {holder.id}".rstrip(),
    )
