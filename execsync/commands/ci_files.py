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
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]*")
_HOST = re.compile(r"(?:\w+://)?(?:[^@/]*@)?([^/:]+)")


def ci_files(folder: Path) -> dict[str, str]:
    """Texts by path: for pre-commit where `folder` is the top of a repository, and for its remote's forge.

    Which forge that is, the host of `origin` says: one with github or gitlab in its name. GitHub's workflow
    names its branch; GitLab has a variable for it.
    """
    if not (folder / ".git").exists():
        return {}
    found = {PRE_COMMIT: _template("pre-commit.yaml")}
    host = _origin_host(folder)
    if "github" in host:
        found[GITHUB] = _template("github.yml").replace("@BRANCH@", _branch(folder))
    elif "gitlab" in host:
        found[GITLAB] = _template("gitlab.yml")
    return found


def _branch(folder: Path) -> str:
    """What a clone has as the remote's default branch; else the only one there is; else `main`.

    No other name reaches a workflow than one that says nothing to YAML, a shell or GitHub.
    """
    if name := _ask(folder, "symbolic-ref", "--quiet", "refs/remotes/origin/HEAD"):
        name = name.removeprefix("refs/remotes/origin/")
    elif len(_ask(folder, "for-each-ref", "refs/heads").splitlines()) <= 1:
        name = _ask(folder, "symbolic-ref", "--quiet", "HEAD").removeprefix("refs/heads/")
    return name if _PLAIN.fullmatch(name) else "main"


def _origin_host(folder: Path) -> str:
    address = _ask(folder, "config", "--get", "remote.origin.url")
    match = _HOST.match(address)
    return match[1].lower() if match and re.search(r"[:/]", address) else ""


def _ask(folder: Path, *arguments: str) -> str:
    told = ask_git(folder, *arguments, environment=child_environment())
    return (told or b"").decode(errors="replace").strip()


def _template(name: str) -> str:
    text = (files("execsync") / "templates" / name).read_text(encoding="utf-8")
    return text.replace("@VERSION@", __version__)
