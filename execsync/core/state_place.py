"""Where execsync.toml may have State live. It may come with a pull request, so that it starts no program."""

import re
from typing import Any

from execsync.core.config_kinds import PATH_INSIDE, Kind

_NAME = r"[A-Za-z0-9_][A-Za-z0-9_./-]*"
"""The name of a remote that is configured."""
_ADDRESS = r"(https|ssh|git|file)://[^\s-][^\s]*"
_SHORT_SSH = r"([A-Za-z0-9_][A-Za-z0-9_.-]*@)?[A-Za-z0-9_][A-Za-z0-9_.-]*:[^\s:-][^\s:]*"
"""git@example.com:team/handbook.git. Two colons would be the name of a program (`ext::`)."""
_REF = r"refs/[A-Za-z0-9_-]+(/[A-Za-z0-9_][A-Za-z0-9_.-]*)+"
_BUCKET = r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]"
_PREFIX = r"(/[A-Za-z0-9_][A-Za-z0-9_.-]*)*/?"
_LOCATION = rf"(s3|az)://{_BUCKET}{_PREFIX}"

_OURS = frozenset({"execsync.toml", "unsaved-state.toml", "last-read.toml"})
"""Files of ours that hold something else."""


def _path(value: Any) -> str:
    path = str(PATH_INSIDE.check(value))
    *folders, name = path.casefold().split("/")
    if ".git" in folders or name in _OURS or not name.endswith(".toml"):
        raise ValueError("a file of its own, .toml at its end, and no part of .git")
    return path


def _remote(value: Any) -> str:
    kinds = (_NAME, _ADDRESS, _SHORT_SSH)
    if not isinstance(value, str) or not any(re.fullmatch(kind, value) for kind in kinds):
        raise ValueError("the name of a remote, or an https, ssh, git or file address")
    return value


def _ref(value: Any) -> str:
    is_ref = isinstance(value, str) and re.fullmatch(_REF, value)
    if not is_ref or ".." in value or value.endswith((".", ".lock")) or ".lock/" in value:
        raise ValueError("a ref of its own, such as refs/heads/execsync-state")
    return str(value)


def _location(value: Any) -> str:
    expected = "s3://bucket/prefix or az://container/prefix"
    parts = re.fullmatch(r"(?:s3|az)://([^/]*)(.*)", value) if isinstance(value, str) else None
    if parts is None:
        raise ValueError(expected)
    if not re.fullmatch(_BUCKET, parts[1]):
        named = "its bucket or container 3 to 63 small letters, digits, dots and hyphens"
        raise ValueError(f"{expected}, {named}")
    if not re.fullmatch(_PREFIX, parts[2]):
        named = (
            "its prefix names of letters, digits, dots, hyphens and underscores, a slash between"
        )
        raise ValueError(f"{expected}, {named}")
    return str(value).rstrip("/")


PATH = Kind(_path, {"type": "string", "pattern": r"\.toml$"})
REMOTE = Kind(_remote, {"type": "string", "minLength": 1})
REF = Kind(_ref, {"type": "string", "pattern": f"^{_REF}$"})
LOCATION = Kind(_location, {"type": "string", "pattern": f"^{_LOCATION}$"})
