"""The files by which a repository's forge and its commits run execsync."""

import re
from importlib.resources import files
from pathlib import Path

from execsync import __version__
from execsync.system.child import child_environment
from execsync.system.git import ask_git

GITHUB = ".github/workflows/knowledge-hub.yml"
GITLAB = ".gitlab-ci.yml"
PRE_COMMIT = ".pre-commit-config.yaml"
_HOST = re.compile(r"(?:\w+://)?(?:[^@/]*@)?([^/:]+)")


def ci_files(folder: Path) -> dict[str, str]:
    """Texts by path: for pre-commit where `folder` is the top of a repository, and for its remote's forge.

    Which forge that is, the host of `origin` says: one with github or gitlab in its name.
    """
    if not (folder / ".git").exists():
        return {}
    found = {PRE_COMMIT: _template("pre-commit.yaml")}
    host = _origin_host(folder)
    if "github" in host:
        found[GITHUB] = _template("github.yml")
    elif "gitlab" in host:
        found[GITLAB] = _template("gitlab.yml")
    return found


def _origin_host(folder: Path) -> str:
    told = ask_git(folder, "config", "--get", "remote.origin.url", environment=child_environment())
    address = (told or b"").decode(errors="replace").strip()
    match = _HOST.match(address)
    return match[1].lower() if match and re.search(r"[:/]", address) else ""


def _template(name: str) -> str:
    text = (files("execsync") / "templates" / name).read_text(encoding="utf-8")
    return text.replace("@VERSION@", __version__)
