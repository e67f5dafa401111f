"""What docs/reference/environment.md says of each variable that the code asks for; none may be left out."""

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "execsync"
_OURS = re.compile(r"_?EXEC(?:SYNC)?_(?:[A-Z]+_)*[A-Z]+")
_SETTING = re.compile(r"(?:[A-Z]+_)*[A-Z]+")
VARIABLES: Mapping[str, str] = {
    "EXEC_API_KEY": "the key of the workspace; [`key_variable`](configuration.md) of a hub names another",
    "EXEC_API_URL": "the address of the API, where it is not production: a local hub's, say",
    "EXECSYNC_STATE_DIR": "a folder in the place of `.execsync`",
    "EXECSYNC_PAGER": "what shows a long result on a terminal, before `PAGER`; `cat` for nothing",
    "_EXECSYNC_COMPLETE": "set by what `execsync completion` prints, and by nobody else",
}
CI_VARIABLES: Mapping[str, str] = {
    "EXECSYNC_CI_AUTHOR": "the login that our comments are by, with a token of your own",
    "EXECSYNC_CI_BASE": "the branch that is applied; `main`",
    "EXECSYNC_CI_COMMENT": "`update`, `new`, `changes` or `off`",
    "EXECSYNC_CI_FOLDER": "the folder of execsync.toml",
    "EXECSYNC_CI_HUB": "which of several hubs",
    "EXECSYNC_CI_KEY": "the key of that hub, whatever its `key_variable` is: the action's `api-key`",
    "EXECSYNC_CI_LOCK_TIMEOUT": "seconds to wait for another run; 300",
    "EXECSYNC_CI_MAX_REQUESTS": "requests that a run may send at most",
    "EXECSYNC_CI_OWN_TOKEN": "`true`: what the token makes starts checks",
    "EXECSYNC_CI_REQUIRE_REVIEWED": "`true`: only the plan that was reviewed is applied",
    "EXECSYNC_CI_TOKEN": "GitLab: the project access token; GitHub's is `GITHUB_TOKEN`",
}


def asked_for() -> set[str]:
    """The variables of ours that the code names."""
    found = {
        text for file in PACKAGE.rglob("*.py") for text in _texts(file) if _OURS.fullmatch(text)
    }
    settings = {text for text in _texts(PACKAGE / "ci/settings.py") if _SETTING.fullmatch(text)}
    return found | {f"EXECSYNC_CI_{name}" for name in settings - {"RUNNER_TEMP", "TMPDIR"}}


def _texts(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_bytes())):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def environment() -> str:
    """A row a variable. Raises LookupError where the code and the table differ."""
    if wrong := asked_for() ^ {*VARIABLES, *CI_VARIABLES}:
        raise LookupError(f"scripts/variables.py and the code differ in {', '.join(sorted(wrong))}")
    return _rows(VARIABLES)


def ci_environment() -> str:
    """A row a variable of a CI's job."""
    return _rows(CI_VARIABLES)


def _rows(variables: Mapping[str, str]) -> str:
    rows = [f"| `{name}` | {says} |" for name, says in variables.items()]
    return "\n".join(["| variable | what it says |\n|---|---|", *rows, ""])
