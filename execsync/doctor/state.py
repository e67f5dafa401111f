"""State: whether it can be read and written where it is kept, and whether somebody holds its lock."""

from pathlib import Path
from shlex import quote

from execsync.config import Config
from execsync.content.tree import walk
from execsync.core.checkup import Check, Verdict
from execsync.doctor.examining import well
from execsync.errors import ConfigError
from execsync.render.counted import counted
from execsync.state.folder import BACKUPS
from execsync.state.last_serial import LastSerial
from execsync.system.git import ask_git, without_git
from execsync.workspace import Loaded, Workspace


def check_state(config: Config, workspace: Workspace, loaded: Loaded) -> Check:
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
        return _none(config, workspace)
    holds = f"{counted(len(state.pages), 'page')}, {counted(len(state.sources), 'source')}"
    return well("state", f"{workspace.backend}: serial {state.serial}, {holds}")


def _none(config: Config, workspace: Workspace) -> Check:
    """That there is no State, and whether it was lost, as far as it can be told from here."""
    if _is_in_git(config, workspace):
        return Check(
            "state",
            Verdict.WARNING,
            f"{config.state.path} is gone, and Git has it",
            f"git -C {quote(str(config.root))} checkout HEAD -- {quote(config.state.path)}"
            "; or, to begin anew, commit that it is gone",
        )
    if LastSerial(workspace.folder).is_known:
        return Check(
            "state",
            Verdict.WARNING,
            f"{workspace.backend}: there is no State, though one was written from here before",
            f"bring it back, if {workspace.folder.path(BACKUPS)} or another clone has it; else "
            "`execsync state rebuild` finds the pages by what the hub shows",
        )
    if config.state.backend != "file" and (pages := _count_files(config)):
        return Check(
            "state",
            Verdict.WARNING,
            f"{workspace.backend}: there is no State, and {counted(pages, 'file')} for pages",
            "right before the first apply, which begins it; if their pages were made already, State is lost: "
            "do not apply before another clone has brought it back (execsync state push), or "
            "`execsync state rebuild` has found the pages by what the hub shows",
        )
    return well("state", f"{workspace.backend}: none yet; the first apply begins it")


def _count_files(config: Config) -> int:
    """How many files there are for pages; 0 where the content root is wrong, which its own check tells."""
    try:
        return len(walk(config).files)
    except ConfigError:
        return 0


def _is_in_git(config: Config, workspace: Workspace) -> bool:
    """Whether the last commit has the state file, in the very place where it is looked for."""
    path = config.state.path
    place = Path(workspace.folder.path(path.rpartition("/")[2]))
    if config.state.backend != "file" or place != config.root / path:
        return False
    asked = ("cat-file", "-e", f"HEAD:./{path}")
    return ask_git(config.root, *asked, environment=without_git()) is not None


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
