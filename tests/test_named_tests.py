"""Documents that name a test as the proof of a sentence name one that exists."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOCUMENTS = ("SECURITY.md", "docs/promises.md", "docs/api-contract.md")
_NAMED = re.compile(r"tests/[\w/]+\.py(?:::\w+)*")


@cache
def names_in(path: Path) -> frozenset[str]:
    """The tests of a file as pytest names them, and its classes."""

    def names(body: list[ast.stmt], within: str) -> Iterator[str]:
        for node in body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                if node.name.startswith("test_"):
                    yield f"{within}{node.name}"
            elif isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
                yield f"{within}{node.name}"
                yield from names(node.body, f"{within}{node.name}::")

    return frozenset(names(ast.parse(path.read_text(encoding="utf-8")).body, ""))


def missing(text: str) -> list[str]:
    """The tests that a text names and that do not exist."""
    return [named for named in _NAMED.findall(text) if not exists(named)]


def exists(named: str) -> bool:
    name, _, test = named.partition("::")
    file = ROOT / name
    return file.is_file() and (not test or test in names_in(file))


def documents() -> list[Path]:
    return [ROOT / name for name in DOCUMENTS if (ROOT / name).exists()]


@pytest.mark.parametrize("document", documents(), ids=lambda path: path.name)
def test_every_test_that_a_document_names_exists(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    assert _NAMED.search(text)
    assert missing(text) == []


def test_every_threat_names_a_test() -> None:
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    table = text.partition("## Threats")[2].partition("\n\n\n")[0]
    rows = [line for line in table.splitlines() if line.startswith("| ")][1:]
    kinds = {row.split("|")[1].strip() for row in rows}
    assert kinds == {
        "hostile pull request",
        "hostile hub",
        "hostile web page beside the local hub",
        "leaked logs",
        "stolen State",
        "supply chain",
    }
    assert [row for row in rows if "::test_" not in row.split("|")[4]] == []


def test_one_that_is_gone_would_be_noticed() -> None:
    here = "tests/test_named_tests.py"
    text = f"`{here}::test_no_more`, `{here}::TestNone::test_x`, `tests/test_none.py`, `{here}`"
    assert missing(text) == [
        f"{here}::test_no_more",
        f"{here}::TestNone::test_x",
        "tests/test_none.py",
    ]
