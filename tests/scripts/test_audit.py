"""The audit of packages tells "nothing found" from "nobody asked"."""

import json
from collections.abc import Sequence

from scripts.audit import Report, audit_packages, read_report, split_requirements

ALL = ["a==1 --hash=sha256:00", "b==2 --hash=sha256:11"]
BAD = {"id": "PYSEC-2031-1", "fix_versions": ["3"], "description": "", "aliases": []}


def answers(*given: "Report | str") -> "Answers":
    return Answers([*given])


class Answers:
    """Stands in for pip-audit, whose service a test cannot make fail."""

    def __init__(self, given: list["Report | str"]) -> None:
        self._given = given
        self.asked: list[int] = []

    def __call__(self, requirements: Sequence[str]) -> "Report | str":
        self.asked.append(len(requirements))
        return self._given.pop(0)


def test_nothing_found() -> None:
    ask = answers(Report(1, (), ()), Report(2, (), ()))
    assert audit_packages(ALL, ask) == (
        0,
        ["pip-audit: nothing is known against 2 packages of uv.lock"],
    )
    assert ask.asked == [1, 2]


def test_no_network_is_told_and_asked_for_once() -> None:
    for said in ("ConnectionError: Max retries exceeded", "Could not connect to PyPI's feed"):
        ask = answers(said)
        code, lines = audit_packages(ALL, ask)
        assert code == 0
        assert lines == ["pip-audit: NOTHING WAS AUDITED: PyPI cannot be reached from here"]
        assert ask.asked == [1]


def test_an_index_that_knows_no_package_is_no_clean_bill() -> None:
    """A mirror without PyPI's JSON answers 404 for each package, which pip-audit calls a success."""
    code, lines = audit_packages(ALL, answers(Report(0, ("a",), ())))
    assert code == 0
    assert lines[0].startswith("pip-audit: NOTHING WAS AUDITED: ")


def test_what_is_known_fails() -> None:
    ask = answers(Report(1, (), ()), Report(2, (), ("b 2: PYSEC-2031-1, mended in 3",)))
    code, lines = audit_packages(ALL, ask)
    assert code == 1
    assert "b 2: PYSEC-2031-1, mended in 3" in lines


def test_a_package_left_out_fails() -> None:
    code, lines = audit_packages(ALL, answers(Report(1, (), ()), Report(1, ("b",), ())))
    assert (code, lines) == (1, ["pip-audit: not audited: b"])


def test_an_end_that_is_no_network_fails() -> None:
    assert audit_packages(ALL, answers("Traceback: KeyError"))[0] == 1
    assert audit_packages(ALL, answers(Report(1, (), ()), "Max retries exceeded"))[0] == 1


def test_reads_what_pip_audit_writes() -> None:
    packages = [
        {"name": "a", "version": "1", "vulns": []},
        {"name": "b", "version": "2", "vulns": [BAD]},
        {"name": "c", "skip_reason": "Dependency not found on PyPI"},
    ]
    report = read_report(json.dumps({"dependencies": packages, "fixes": []}))
    assert report == Report(2, ("c",), ("b 2: PYSEC-2031-1, mended in 3",))


def test_splits_an_exported_lock() -> None:
    text = (
        "# made by uv\na==1 \\\n    --hash=sha256:00 \\\n    --hash=sha256:01\n"
        "b==2 ; x \\\n    --hash=sha256:11\n"
    )
    assert [*split_requirements(text)] == [
        "a==1 \\\n    --hash=sha256:00 \\\n    --hash=sha256:01",
        "b==2 ; x \\\n    --hash=sha256:11",
    ]
