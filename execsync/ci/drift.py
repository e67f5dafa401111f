"""`drift`: what people edited on the web, as a request to merge it into the files."""

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from execsync.ci.carried import Carried, carry_out
from execsync.ci.context import Context, forge_text
from execsync.ci.drift_text import drift_text, title
from execsync.ci.forge import ForgeError
from execsync.ci.outcome import end_outputs
from execsync.ci.worktree import EMAIL, NAME, Git, GitFailed
from execsync.commands.plan import plan
from execsync.commands.plan_request import PlanRequest
from execsync.commands.pull import PullOptions, pull
from execsync.commands.refresh import RefreshOptions, refresh
from execsync.commands.validate import ValidateOptions, validate
from execsync.config import Config, choose, load
from execsync.core.config_tables import StateConfig
from execsync.core.pulling.choices import OnConflict
from execsync.core.state_text import dump_state
from execsync.errors import EXIT_ERROR, EXIT_OK
from execsync.state.folder import VARIABLE
from execsync.workspace import Workspace

BRANCH = "execsync/web-edits"
TRAILER = "What was edited on the web since the last apply, by execsync."
LEFT = (
    "somebody has committed to {}, which is left as it is: merge it or close its request; what was "
    "edited on the web since then follows in the next one"
)


def branch_of(context: Context) -> str:
    """The branch for web edits: each of several hubs has one of its own."""
    hub = context.settings.hub
    return f"{BRANCH}-{hub}" if hub else BRANCH


def drift_job(context: Context) -> int:
    """Refresh, pull into a branch, and keep one request to merge that.

    1. Refresh marks in State what was edited: until a file says the same, no apply writes over it.
    2. In a work tree of its own, with a copy of State, pull writes the Markdown. That copy is thrown away:
       State must not take the web's side for its base before the files have it.
    3. The files are validated and planned there.
    4. One commit on a branch for it, pushed over the one before, and one request, opened or rewritten. What
       somebody has committed there meanwhile stays.
    """
    options = RefreshOptions(format="json", lock_timeout=context.settings.lock_timeout)
    refreshed = carry_out(lambda console: refresh(context.hub, options, console=console))
    if refreshed.code not in (EXIT_OK, EXIT_ERROR) or not refreshed.out:
        return _end(context, refreshed.code, refreshed.reason, 0)
    edited = json.loads(refreshed.out)["resource_drift"]
    git = Git(context.hub.root)
    place = context.temporary("execsync-drift")
    try:
        state = dump_state(Workspace(context.hub).load().state)
        with git.beside(place) as beside, _state_within():
            return _propose(context, beside, edited, state, _beside(context, git, beside))
    except GitFailed as error:
        return _end(context, EXIT_ERROR, f"git: {error}", len(edited))
    except ForgeError as error:
        return _end(context, EXIT_ERROR, str(error), len(edited))


@contextmanager
def _state_within() -> Iterator[None]:
    """Have State lie in the other work tree for a block, wherever the environment keeps that of the hub."""
    moved = os.environ.pop(VARIABLE, None)
    try:
        yield
    finally:
        if moved is not None:
            os.environ[VARIABLE] = moved


def _beside(context: Context, git: Git, beside: Git) -> Config:
    """The same hub in the other work tree, with a State that nobody else has."""
    top = Path(git.run("rev-parse", "--show-toplevel").rstrip("\n")).resolve()
    there = beside.folder / context.hub.path.resolve().relative_to(top)
    return choose(load(there), context.settings.hub)._replace(state=StateConfig())


def _propose(
    context: Context, beside: Git, edited: list[Mapping[str, Any]], state: bytes, config: Config
) -> int:
    _begin(config, state)
    options = PullOptions(yes=True, on_conflict=OnConflict.MARKERS, format="json")
    pulled = carry_out(lambda console: pull(config, options, console=console))
    if not pulled.out:
        return _end(context, pulled.code or EXIT_ERROR, pulled.reason, len(edited))
    _begin(config, state)
    report = json.loads(pulled.out)
    checks = _checked(config)
    files = [str(config.root / page["path"]) for page in report["pages"] if page["writes"]]
    if not files or not beside.commit(files, f"{title(report)}\n\n{TRAILER}\n"):
        _withdraw(context)
        return _end(context, pulled.code, pulled.reason, len(edited))
    there, ref = _tip(context, beside), f"refs/heads/{branch_of(context)}"
    if there and _is_anothers(context, beside, there):
        context.runner.annotate("warning", LEFT.format(branch_of(context)))
        return _end(context, EXIT_OK, "", len(edited))
    beside.run("push", f"--force-with-lease={ref}:{there}", "origin", f"HEAD:{ref}")
    text = drift_text(
        edited,
        report,
        checks,
        starts_checks=context.settings.has_own_token,
        run=context.settings.run,
    )
    context.runner.summarise(text)
    _write(context, title(report), f"{context.marker('drift')}\n{text}")
    return _end(context, EXIT_OK, "", len(edited))


def _tip(context: Context, git: Git) -> str:
    """The commit that the branch has on the remote; empty where there is no such branch."""
    return git.run("ls-remote", "origin", f"refs/heads/{branch_of(context)}").partition("\t")[0]


def _is_anothers(context: Context, git: Git, tip: str) -> bool:
    """Whether somebody has committed to the branch, say to settle a clash, and it is still to be merged."""
    git.run("fetch", "--quiet", "origin", f"refs/heads/{branch_of(context)}")
    told = git.run("log", "--format=%an%x00%ae", tip, "--not", "HEAD^")
    if all(who == f"{NAME}\0{EMAIL}" for who in told.splitlines()):
        return False
    # Once its request was merged or closed, the branch is a new one's.
    return context.forge is None or bool(
        context.forge.open_request(branch_of(context), context.settings.base)
    )


def _begin(config: Config, state: bytes) -> None:
    """Have a hub's folder hold this State, and nothing that a run has left."""
    own = config.root / config.state.path
    shutil.rmtree(own.parent, ignore_errors=True)
    own.parent.mkdir(parents=True)
    own.write_bytes(state)


def _checked(config: Config) -> list[tuple[str, Carried]]:
    """What a check would say of the files as they are now."""
    request = PlanRequest(format="markdown")
    options = ValidateOptions(hub=config.hub.name or None)
    found = carry_out(lambda c: validate((), options, config=config.path, console=c))
    return [
        ("validate", found),
        ("plan", carry_out(lambda c: plan(config, request, console=c))),
    ]


def _write(context: Context, title: str, body: str) -> None:
    """Open the request, or rewrite the one that is open. Raises ForgeError."""
    forge, base, branch = context.forge, context.settings.base, branch_of(context)
    if forge is None:
        context.runner.annotate("warning", f"no token: {branch} was pushed, and no request opened")
        return
    body = forge_text(forge, body)
    known = forge.open_request(branch, base)
    if known is None:
        forge.add_request(branch, base, title, body)
    else:
        forge.edit_request(known, body, close=False)


def _withdraw(context: Context) -> None:
    """Close a request that has nothing left to merge. Raises ForgeError."""
    forge, branch = context.forge, branch_of(context)
    if forge is not None and (known := forge.open_request(branch, context.settings.base)):
        text = "Nothing is left on the web that the files do not say."
        forge.edit_request(known, f"{context.marker('drift')}\n{text}\n", close=True)


def _end(context: Context, code: int, reason: str, changes: int) -> int:
    context.runner.output({**end_outputs(Carried(code, ""), code, reason), "changes": str(changes)})
    if code != EXIT_OK:
        context.runner.annotate("error", reason or "see the log")
    return code
