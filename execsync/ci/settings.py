"""What a job's variables say. Nothing of a repository is among them."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from execsync.errors import UsageError
from execsync.state.holder import run_address

CommentMode = Literal["update", "new", "changes", "off"]


@dataclass(frozen=True, slots=True)
class CiSettings:
    """The inputs of a job. `author` is who our comments are by; times are seconds.

    `has_own_token` says that the token is not the runner's own, so that what it makes starts checks.
    """

    comment: CommentMode = "update"
    require_reviewed: bool = False
    has_own_token: bool = False
    author: str = ""
    lock_timeout: float = 300.0
    max_requests: int | None = None
    folder: str = "."
    hub: str | None = None
    base: str = "main"
    temporary: str = field(default="/tmp")  # noqa: S108 (GitHub's RUNNER_TEMP, where there is one)
    run: str = ""


def read_settings(environment: Mapping[str, str]) -> CiSettings:
    """The settings. Raises UsageError for a value that is none."""

    def get(name: str) -> str:
        return environment.get(f"EXECSYNC_CI_{name}", "").strip()

    comment = get("COMMENT") or "update"
    if comment not in get_args(CommentMode):
        raise UsageError(f"comment is one of {', '.join(get_args(CommentMode))}")
    requests = get("MAX_REQUESTS")
    if requests and not requests.isdecimal():
        raise UsageError("max-requests is a number")
    return CiSettings(
        comment=comment,  # type: ignore[arg-type] # checked above
        require_reviewed=_flag("require-reviewed", get("REQUIRE_REVIEWED")),
        has_own_token=_flag("own-token", get("OWN_TOKEN")),
        author=get("AUTHOR"),
        lock_timeout=_seconds(get("LOCK_TIMEOUT") or "300"),
        max_requests=int(requests) if requests else None,
        folder=get("FOLDER") or ".",
        hub=get("HUB") or None,
        base=get("BASE") or "main",
        temporary=environment.get("RUNNER_TEMP")
        or environment.get("TMPDIR")
        or os.path.join("/", "tmp"),
        run=run_address(environment),
    )


def _flag(name: str, text: str) -> bool:
    if text not in ("", "true", "false"):
        raise UsageError(f"{name} is true or false")
    return text == "true"


def _seconds(text: str) -> float:
    if not text.isdecimal():
        raise UsageError("lock-timeout is a number of seconds")
    return float(text)
