"""The tabulator, pressed in real shells that were told what `execsync completion --help` says."""

import os
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.checkout import Checkout

if sys.platform == "win32":
    pytest.skip("shells and pseudo-terminals", allow_module_level=True)

from tests.support.terminal import ESCAPES, Screen

PROMPT = "ready> "
FIRST_FILE = {
    "bash": (".bashrc", f"PS1='{PROMPT}'\n"),
    "zsh": (".zshrc", f"PS1='{PROMPT}'\nunsetopt prompt_sp\n"),
    "fish": (".config/fish/config.fish", f"function fish_prompt; echo -n '{PROMPT}'; end\n"),
}
"""The file that a shell reads first, and what gives it a prompt that a test knows."""
BEGINNING, END = "\x01", "\x05"
"""The keys that go there in a line."""


def setup(checkout: Checkout, shell: str) -> str:
    """The line that the help has for a shell."""
    told = checkout.call("completion", "--help").out
    (line,) = re.findall(rf"^ *{shell}\b.*?:  +(.*)$", told, re.MULTILINE)
    return str(line)


class Prompt:
    """An interactive shell in a folder with `content/a.md`."""

    def __init__(self, shell: str, home: Path, setup: str) -> None:
        self.home = str(home)
        folder = home / "work"
        (folder / "content").mkdir(parents=True)
        (folder / "content/a.md").touch()
        name, text = FIRST_FILE[shell]
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(text + ("" if shell == "fish" else f"{setup}\n"))
        path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
        self.screen = Screen(
            # Opened by the leader of a session, a terminal becomes its own: fish does not start without.
            ["sh", "-c", 'exec "$0" -i <>"$(tty)"', shell],
            folder=folder,
            environment={"PATH": path, "HOME": str(home), "LANG": "C.UTF-8"},
        )
        self.screen.read_until(PROMPT)
        if shell == "fish":
            self._enter(f"{setup}; echo do'n'e", until="done")

    def completed(self, typed: str) -> str:
        """What a line has become once the tabulator was pressed behind it."""
        self.screen.type(f"{typed}\t")
        # In what is typed, the signs have quotes between them: only the line that is printed has them so.
        self._enter(f"{BEGINNING}echo '<''<' {END} '>''>'", until=">>")
        (line,) = re.findall("<< (.*?) *>>", self.screen.shown)
        return str(line)

    def offered(self, typed: str, until: str) -> str:
        """What is shown once it was pressed twice, up to this text; then the line is given up."""
        self.screen.shown = ""
        self.screen.type(f"{typed}\t\t")
        self.screen.read_until(until)
        shown = ESCAPES.sub("", self.screen.shown)
        self.screen.type("\x03")
        return shown

    def _enter(self, line: str, until: str) -> None:
        self.screen.shown = ""
        self.screen.type(f"{line}\n")
        self.screen.read_until(until)


@pytest.fixture(scope="module", params=FIRST_FILE)
def shell(request: pytest.FixtureRequest) -> str:
    """The name of a shell that is installed here."""
    name = str(request.param)
    if shutil.which(name) is None:
        pytest.skip(f"no {name} here")
    return name


@pytest.fixture(scope="module")
def prompt(shell: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prompt]:
    """That shell, with the completion of execsync."""
    home = tmp_path_factory.mktemp(shell)
    prompt = Prompt(shell, home, setup(Checkout(home / "hub"), shell))
    yield prompt
    prompt.screen.hang_up()


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("execsync pla", "execsync plan"),
        ("execsync state un", "execsync state unlock"),
        ("execsync plan --on", "execsync plan --on-drift"),
        ("execsync plan --on-drift k", "execsync plan --on-drift keep"),
        ("execsync plan --on-drift=k", "execsync plan --on-drift=keep"),
        ("execsync plan '--on-drift=k", "execsync plan --on-drift=keep"),
        ("execsync plan -C con", "execsync plan -C content"),
        ("execsync plan --config con", "execsync plan --config content"),
        ("execsync plan --config=con", "execsync plan --config=content"),
        ("execsync explain ~/work/content/a", "execsync explain ~/work/content/a.md"),
        ("execsync explain content/a", "execsync explain content/a.md"),
    ],
)
def test_the_tabulator_completes(prompt: Prompt, typed: str, expected: str) -> None:
    expected = expected.replace("~", prompt.home)  # which `echo` has expanded
    assert prompt.completed(typed).removesuffix("/") == expected


def test_what_several_words_mean_is_shown(prompt: Prompt, shell: str) -> None:
    if shell == "bash":
        pytest.skip("bash lists the words alone")
    assert "Print State as it is stored, wherever" in prompt.offered("execsync state pu", "Store")
