"""Every command of README and docs is run, in bash, in the order of its document, and prints what it shows.

Each document has a folder with a Git repository, and a local hub; `scenes` has what else it takes.
`GOLDEN=write` writes what was printed into the documents.
"""

import os
import re
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from execsync.localhub import LocalHub
from tests.docs.blocks import PAGES, ROOT, SHELL, Block, blocks
from tests.docs.scenes import SCENES, Scene, nothing
from tests.support.checkout import Checkout, Ended
from tests.support.git import Repository

if sys.platform == "win32":
    pytest.skip("bash and pseudo-terminals", allow_module_level=True)

from tests.docs.shell import Shell

NOT_RUN: Mapping[str, str] = {
    "gh secret set EXEC_API_KEY --env knowledge-hub": "asks GitHub",
    "pip install execsync": "from an index; test_five_minutes installs the built wheel",
    "pip install pre-commit": "from an index; it is installed here",
    'docker run --rm --volume "$PWD:/work" --user "$(id -u):$(id -g)" execsync execsync plan': (
        "no docker here; tests/packaging has the image's steps"
    ),
}
"""Commands that cannot be run here, and why."""
GOES_ON: Mapping[str, str] = {
    "execsync hub --port 8017 &": "EXEC_API_URL",
    "execsync watch --as-draft": "watching",
    "execsync watch --local": "watching",
}
"""Commands that end with Ctrl-C, or at the document's end, and what they print once they are under way."""
PORT = "8017"
FENCE = re.compile(r"^ *```.*$", re.MULTILINE)
_VARIES = (
    (re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z"), "2026-11-27T10:00:00Z"),
    (re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f-]{21}"), "1b2c3d4e-…"),
    (re.compile(r"\S*/backups/state-\w+"), ".execsync/backups/state-…"),
)


def is_of_a_clone(command: str) -> bool:
    """Whether it is for contributors, and takes long: `test_contributors` looks at those."""
    return command.split(maxsplit=1)[0] in ("make", ".venv/bin/python", ".venv/bin/pytest")


def commands(page: Path) -> set[str]:
    """All commands of a page."""
    shell = (block for block in blocks(page) if block.language in SHELL)
    return {command.text for block in shell for command in block.commands}


DOCUMENTS = [
    page.relative_to(ROOT).as_posix()
    for page in PAGES
    if any(not is_of_a_clone(command) for command in commands(page) - NOT_RUN.keys())
]
FIRST_READ = ("README.md", "docs/five-minutes.md", "docs/writing.md", "docs/plans.md")
"""What `make test` runs of them; the others are slow."""


def free_port() -> str:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return str(taken.getsockname()[1])


class Reader:
    """Somebody who does what a document says."""

    def __init__(self, document: str, folder: Path, hub: LocalHub) -> None:
        self.page = ROOT / document
        self.scene = SCENES.get(document, Scene())
        self.hub = hub
        self.checkout = Checkout(folder / "work", hub.url, state_home=folder / "state-home")
        (self.checkout.folder / "execsync.toml").unlink()
        self.checkout.content.rmdir()
        self.repository = Repository(self.checkout.folder)
        self.port = free_port()
        self.scene.begin(self.checkout, hub)

    def environment(self) -> dict[str, str]:
        known = {
            **self.repository.environment(),
            **self.checkout.environment(),
            "PATH": self.repository.environment()["PATH"],
            "HOME": str(self.checkout.folder.parent),
            "TERM": "dumb",
        }
        for role in ("AUTHOR", "COMMITTER"):
            known |= {f"GIT_{role}_NAME": "Tests", f"GIT_{role}_EMAIL": "tests@example.com"}
        for name in ("COLUMNS", "FORCE_COLOR", "EXECSYNC_STATE_DIR"):
            known.pop(name, None)
        return known

    def read(self) -> None:
        """Run all that is to be run. Raises AssertionError where something is not as the document says."""
        text = self.page.read_text("utf-8")
        with (
            self.scene.hubs(self.hub) as variables,
            Shell(self.checkout.folder, {**self.environment(), **variables}) as shell,
        ):
            for block in blocks(self.page):
                if block.title and block.language not in SHELL:
                    self.write(block)
                if block.language in SHELL:
                    text = self.type(shell, block, text)
        if os.environ.get("GOLDEN") == "write":
            self.page.write_text(text, "utf-8")

    def write(self, block: Block) -> None:
        """Write the file that a block shows."""
        file = self.checkout.folder / block.title
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(block.text, "utf-8")

    def type(self, shell: Shell, block: Block, text: str) -> str:
        """Run the commands of a block. Gives the document's text with what they printed."""
        for command in block.commands:
            if command.text in NOT_RUN or is_of_a_clone(command.text):
                continue
            self.scene.before.get(command.text, nothing)(self.checkout, self.hub)
            ended = self.end(shell, command.text)
            where = f"{block}: {command.text}\n{ended.out}{ended.err}"
            assert ended.code == self.scene.ends.get(command.text, 0), where
            out = _settled(ended.out)
            if command.shown and not _is_shown(out, command.shown):
                text = text.replace(
                    f"$ {command.text}\n{command.shown}", f"$ {command.text}\n{out}", 1
                )
                assert os.environ.get("GOLDEN") == "write", _difference(where, out, command.shown)
        return text

    def end(self, shell: Shell, command: str) -> Ended:
        typed = command.replace(PORT, self.port)
        if command in GOES_ON:
            return shell.run_until(GOES_ON[command], typed)
        return shell.run(typed)


def _settled(text: str) -> str:
    """A text with what is another one each time as documents have it."""
    for pattern, usual in _VARIES:
        text = pattern.sub(usual, text)
    return text


def _is_shown(out: str, shown: str) -> bool:
    """Whether this was printed; a last line of `…` stands for the rest."""
    beginning = re.sub(r" *…\n\Z", "", shown)
    return out == shown if beginning == shown else out.startswith(beginning)


def _difference(where: str, out: str, shown: str) -> str:
    return f"{where}\nit printed:\n{out}\nwhere the document has:\n{shown}"


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(name, marks=[] if name in FIRST_READ else [pytest.mark.slow])
        for name in DOCUMENTS
    ],
)
def test_its_commands_do_what_it_says(document: str, tmp_path: Path, hub: LocalHub) -> None:
    Reader(document, tmp_path, hub).read()


def test_no_command_hides_in_a_block_of_another_language() -> None:
    """But for the plan in README, which tests/test_readme.py holds."""
    others = [block for page in PAGES for block in blocks(page) if block.language not in SHELL]
    hidden = [
        block for block in others if re.search(r"^(\$|execsync \w+ -)", block.text, re.MULTILINE)
    ]
    assert [block.page.name for block in hidden] == ["README.md"], [*map(str, hidden)]
    fences = [line for page in PAGES for line in FENCE.findall(page.read_text("utf-8"))]
    assert len(fences) == 2 * sum(1 for page in PAGES for _ in blocks(page))


class TestTables:
    """What stands in a table and in no document any more is to be taken out."""

    def test_each_command_is_in_a_document(self) -> None:
        written = {text for page in PAGES for text in commands(page)}
        assert {*NOT_RUN, *GOES_ON} - written == set()

    def test_each_scene_is_of_a_document_with_commands(self) -> None:
        assert SCENES.keys() - set(DOCUMENTS) == set()

    @pytest.mark.parametrize("document", SCENES)
    def test_what_happens_in_a_scene_happens_at_a_command(self, document: str) -> None:
        assert {*SCENES[document].before, *SCENES[document].ends} - commands(
            ROOT / document
        ) == set()
