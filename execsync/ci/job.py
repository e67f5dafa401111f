"""One step of a job, from the environment to its exit code."""

import base64
import json
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from execsync.ci.apply import apply_job
from execsync.ci.check import check_job
from execsync.ci.context import Context, Event
from execsync.ci.drift import drift_job
from execsync.ci.forge import Forge, ForgeError
from execsync.ci.github import GitHub
from execsync.ci.gitlab import GitLab
from execsync.ci.quote import comment_job
from execsync.ci.record import record_job
from execsync.ci.runner import GitHubRunner, GitLabRunner
from execsync.ci.settings import read_settings
from execsync.config import Config, choose, find, load
from execsync.errors import EXIT_INTERRUPTED, ConfigError, ExecsyncError
from execsync.output.console import Console, guarded
from execsync.output.reporting import tell_error

MODES: Mapping[str, Callable[[Context], int]] = {
    "check": check_job,
    "apply": apply_job,
    "record": record_job,
    "drift": drift_job,
    "comment": comment_job,
}


def run(mode: str, environment: Mapping[str, str]) -> int:
    """The exit code of the step."""
    try:
        return MODES[mode](_context(environment, with_config=mode != "comment"))
    except ExecsyncError as error:
        tell_error(error, Console(guarded(sys.stdout), guarded(sys.stderr), "never"))
        return error.exit_code
    except KeyboardInterrupt:  # a cancel, before an apply has begun or after it
        return EXIT_INTERRUPTED


def _context(environment: Mapping[str, str], *, with_config: bool) -> Context:
    settings = read_settings(environment)
    for name in ("EXEC_API_KEY", "EXEC_API_URL"):
        if not os.environ.get(name):  # an input that was left out
            os.environ.pop(name, None)
    os.chdir(settings.folder)
    is_gitlab = "GITLAB_CI" in environment
    event = _gitlab_event(environment) if is_gitlab else _github_event(environment)
    _give_git_the_token(environment, is_gitlab=is_gitlab)
    config = _config(settings.hub) if with_config else None
    _give_hub_the_key(config)
    return Context(
        settings=settings,
        runner=GitLabRunner(environment) if is_gitlab else GitHubRunner(environment),
        forge=_gitlab(environment) if is_gitlab else _github(environment),
        event=event,
        config=config,
    )


def _config(hub: str | None) -> Config:
    path = find(os.getcwd())
    if path is None:
        raise ConfigError("no execsync.toml here or in a folder above", hint="input: folder")
    return choose(load(path), hub)


def _give_hub_the_key(config: Config | None) -> None:
    """Have the key that came as an input be that of the chosen hub, by the name that its variable has."""
    key = os.environ.pop("EXECSYNC_CI_KEY", "")
    if config and key:
        os.environ[config.hub.key_variable] = key


def _github(environment: Mapping[str, str]) -> Forge | None:
    token, repository = environment.get("GITHUB_TOKEN"), environment.get("GITHUB_REPOSITORY")
    if not token or not repository:
        return None
    address = environment.get("GITHUB_API_URL") or "https://api.github.com"
    author = environment.get("EXECSYNC_CI_AUTHOR", "")
    return _forge(lambda: GitHub(address, repository, token, author))


def _gitlab(environment: Mapping[str, str]) -> Forge | None:
    token, project = environment.get("EXECSYNC_CI_TOKEN"), environment.get("CI_PROJECT_ID", "")
    address = environment.get("CI_API_V4_URL")
    if not token or not address or not project.isdecimal():
        return None
    author = environment.get("EXECSYNC_CI_AUTHOR", "")
    return _forge(lambda: GitLab(address, int(project), token, author))


def _forge(make: Callable[[], Forge]) -> Forge | None:
    try:
        return make()
    except (ForgeError, ValueError) as error:
        sys.stderr.write(f"warning: no comments: {error}\n")
        return None


def _github_event(environment: Mapping[str, str]) -> Event:
    """What GitHub tells of the event that began the job."""
    path = environment.get("GITHUB_EVENT_PATH")
    told = json.loads(Path(path).read_bytes()) if path else {}
    request = told.get("pull_request") or {}
    head = (request.get("head") or {}).get("repo") or {}
    is_request = bool(request)
    return Event(
        commit=environment.get("GITHUB_SHA", ""),
        request=int(request["number"]) if is_request else None,
        is_fork=is_request and head.get("full_name") != environment.get("GITHUB_REPOSITORY"),
        told=told,
    )


def _gitlab_event(environment: Mapping[str, str]) -> Event:
    request = environment.get("CI_MERGE_REQUEST_IID", "")
    source = environment.get("CI_MERGE_REQUEST_SOURCE_PROJECT_ID", "")
    is_fork = bool(request) and source != environment.get("CI_PROJECT_ID", "")
    commit = environment.get("CI_COMMIT_SHA", "")
    return Event(commit, int(request) if request.isdecimal() else None, is_fork, {})


def _give_git_the_token(environment: Mapping[str, str], *, is_gitlab: bool) -> None:
    """Let Git fetch and push with the job's token, which so lies in no file."""
    names = (
        ("EXECSYNC_CI_TOKEN", "CI_SERVER_URL")
        if is_gitlab
        else ("GITHUB_TOKEN", "GITHUB_SERVER_URL")
    )
    token, server = (environment.get(name, "") for name in names)
    if not token or not server.startswith("https://") or "GIT_CONFIG_COUNT" in environment:
        return
    user = "oauth2" if is_gitlab else "x-access-token"
    basic = base64.b64encode(f"{user}:{token}".encode()).decode()
    # The empty one takes away what a checkout may have left: two headers are refused.
    values = ("", f"AUTHORIZATION: basic {basic}")
    os.environ["GIT_CONFIG_COUNT"] = str(len(values))
    for number, value in enumerate(values):
        os.environ[f"GIT_CONFIG_KEY_{number}"] = f"http.{server}/.extraheader"
        os.environ[f"GIT_CONFIG_VALUE_{number}"] = value
