"""Prism, a validating proxy, in front of a hub: it refuses what is not of the contract, both ways."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from tests.support.proxy import BASE

CONTRACT = Path(__file__).parents[1] / "openapi.json"
PACKAGE = "@stoplight/prism-cli@5.14.2"
REFUSAL = b"https://stoplight.io/prism/errors#"
"""How the type of every answer begins that is Prism's own."""


def is_at_hand() -> bool:
    """Whether it can be installed here."""
    return shutil.which("npm") is not None


def install(folder: Path) -> Path:
    """Install Prism into a folder, and return its program."""
    npm = shutil.which("npm")
    assert npm is not None
    options = ["--no-fund", "--no-audit", "--prefix", str(folder)]
    subprocess.run(
        [npm, "install", *options, PACKAGE], check=True, capture_output=True, timeout=300
    )
    return folder / "node_modules" / ".bin" / "prism"


@contextmanager
def prism_of(program: Path, folder: Path, origin: str) -> Iterator[str]:
    """Prism in front of the hub at `origin` for the block; its own address comes back."""
    document = folder / "contract.json"
    document.write_text(json.dumps(_contract()))
    command = [str(program), "proxy", str(document), origin, "--errors", "--host", "127.0.0.1"]
    with subprocess.Popen(
        [*command, "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        assert process.stdout is not None
        try:
            yield _address(process.stdout)
        finally:
            process.terminate()


def _contract() -> dict[str, Any]:
    """The contract with the base address in its paths, for Prism knows none.

    It is not spelt out as for the validators of Python: what Prism cannot compile it holds nothing against,
    and does not say so.
    """
    document = json.loads(CONTRACT.read_text(encoding="utf-8"))
    paths = {f"{BASE}{path}": item for path, item in document["paths"].items()}
    return {**document, "paths": paths}


def _address(said: IO[str]) -> str:
    heard = ""
    for line in said:
        heard += line
        if found := re.search(r"listening on (http://127\.0\.0\.1:\d+)", line):
            return found[1]
    raise AssertionError(f"Prism did not start: {heard}")
