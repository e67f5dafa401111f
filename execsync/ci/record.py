"""`record`: commit a state file that an apply has written, whatever became of the apply."""

import os
import shlex

from execsync.ci.context import Context
from execsync.ci.worktree import Git, GitFailed
from execsync.config import Config
from execsync.errors import EXIT_ERROR, EXIT_OK
from execsync.system.child import OURSELVES

TRIES = 5
MESSAGE = "Record the state of the knowledge hub [skip ci]"


def record_job(context: Context) -> int:
    """Push the state file to the branch. State elsewhere (`backend = "git"`) was written by the apply."""
    config = context.hub
    if config.state.backend != "file":
        return EXIT_OK
    path = config.root / config.state.path
    git = Git(config.root)
    if not git.run("status", "--porcelain", "--", str(path)).strip():
        return EXIT_OK
    try:
        git.commit([str(path)], MESSAGE)
        _push(git, context.settings.base)
    except GitFailed as error:
        reason = f"the state could not be pushed: {error}"
        context.runner.annotate("error", f"{reason}; commit {path} before the next apply")
        context.runner.output({"state-file": str(path), "failure-reason": reason})
        return EXIT_ERROR
    return EXIT_OK


def recorded_over(config: Config, commit: str) -> str | None:
    """The newest commit up to this one that changed more than the state file; None where that is this one."""
    if config.state.backend != "file":
        return None
    git = Git(config.root)
    state = os.path.abspath(config.root / config.state.path)
    try:
        top = git.run("rev-parse", "--show-toplevel").rstrip("\n")
        left_out = f":(top,exclude,literal){os.path.relpath(state, top)}"
        asked = ("log", "-1", "--first-parent", "--format=%H", commit, "--", ":(top)", left_out)
        found = git.run(*asked).strip()
    except GitFailed:
        return None
    return found if found != commit else None


def _push(git: Git, branch: str) -> None:
    """Push the commit, on top of what others have pushed meanwhile. Raises GitFailed."""
    driver = f"{shlex.join(OURSELVES)} state merge %O %A %B"
    merging = ("-c", f"merge.execsync.driver={driver}")
    for left in range(TRIES - 1, -1, -1):
        try:
            git.run("push", "origin", f"HEAD:refs/heads/{branch}")
        except GitFailed:
            if not left:
                raise
            git.run("fetch", "origin", branch)
            git.run(*merging, "rebase", "FETCH_HEAD")
        else:
            return
