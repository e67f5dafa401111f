"""docs/five-minutes.md, word for word: from the built wheel, in bash, on a terminal of 80 columns."""

import os
import shutil
import socket
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from execsync.render.cells import cells
from tests.docs.blocks import ROOT, SHELL, blocks

if sys.platform == "win32":
    pytest.skip("bash and pseudo-terminals", allow_module_level=True)

from tests.support.terminal import ESCAPES, Screen

PORT = "8017"


@pytest.fixture(scope="module")
def bare_machine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python that has nothing but pip, beside a folder with our wheel."""
    folder = tmp_path_factory.mktemp("bare")
    uv = shutil.which("uv", path=str(Path(sys.executable).parent))
    assert uv is not None
    build = [uv, "build", "--quiet", "--wheel", "--out-dir", str(folder / "wheels"), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    venv.create(folder / "python", with_pip=True)
    return folder


def free_port() -> str:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return str(taken.getsockname()[1])


@pytest.mark.timeout(600)
@pytest.mark.long
def test_word_for_word(bare_machine: Path, tmp_path: Path) -> None:
    page = ROOT / "docs/five-minutes.md"
    shell = (block for block in blocks(page) if block.language in SHELL)
    typed = [command.text for block in shell for command in block.commands]
    script = "\n".join(typed).replace(PORT, free_port())
    assert typed[0] == "pip install execsync"
    environment = {
        "PATH": f"{bare_machine / 'python/bin'}:{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "PIP_FIND_LINKS": str(bare_machine / "wheels"),
        "PIP_QUIET": "1",
        "PIP_NO_COMPILE": "1",  # what is run is compiled then
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        **{
            name: os.environ[name]
            for name in ("PIP_INDEX_URL", "SSL_CERT_FILE")
            if name in os.environ
        },
    }
    screen = Screen(["bash", "-e", "-c", script], folder=tmp_path, environment=environment)
    code, shown = screen.wait(), screen.shown
    assert code == 0, shown
    assert "Done: 1 page created" in shown
    assert "Done: 1 page updated" in shown
    assert "No changes" in shown
    assert "Nothing is wrong." in shown
    lines = [ESCAPES.sub("", line).rpartition("\r")[2] for line in shown.split("\n")]
    ours = [line for line in lines if not line.startswith(("WARNING", "[notice]"))]
    assert [line for line in ours if cells(line) > 80] == []
