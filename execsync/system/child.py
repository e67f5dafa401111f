"""What the programs that we start are given: no key, and nothing of the working folder."""

import os
import shutil
import sys
from collections.abc import Mapping

OURSELVES = (sys.executable, "-P", "-m", "execsync")
"""Our own program. -P keeps Python from importing what lies in the working folder; -I would hide the user's
own packages, too.
"""

_OURS = ("EXEC_API_", "EXECSYNC_")
_PROXIES = ("http_proxy", "https_proxy", "all_proxy", "ftp_proxy")


def child_environment(given: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The environment without keys, proxies (which may hold a password), and what leads us elsewhere.

    Of PATH only absolute folders are left: `.` would find a program in the working folder.
    """
    kept = {name: value for name, value in given.items() if not _is_left_out(name)}
    return {**kept, "PATH": _absolute(kept.get("PATH", os.defpath))}


def find_program(name: str, given: Mapping[str, str] = os.environ) -> str | None:
    """The path of a program on PATH, its absolute folders alone; None where there is none."""
    found = shutil.which(name, path=_absolute(given.get("PATH", os.defpath)))
    return found if found and os.path.isabs(found) else None


def _is_left_out(name: str) -> bool:
    return name.upper().startswith(_OURS) or name.lower() in _PROXIES


def _absolute(path: str) -> str:
    return os.pathsep.join(part for part in path.split(os.pathsep) if os.path.isabs(part))
