"""The measuring itself works: tiny sizes, one run, and no word on how long anything takes."""

import json
import subprocess
from pathlib import Path

import pytest

from benchmarks import first_apply, throughput, unchanged
from benchmarks.__main__ import BENCHMARKS, main
from benchmarks.figures import Choice, Figure, Result
from benchmarks.process import BARE, execsync, run
from benchmarks.report import WIDTH, as_markdown, as_text
from benchmarks.rounds import Contender, Rounds
from benchmarks.unchanged import write_unchanged_hub

MEASURED = {
    "idle": {"plan", "plan, fresh clone", "git status", "plain hash loop", "plan / git status"},
    "start": {"--help", "--version", "validate of one page", "--help / python -c pass"},
    "first_plan": {"first plan", "first plan / python -c pass"},
}


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other programs are left out, also where they are installed, and files may be young."""
    monkeypatch.setattr("benchmarks.peers.shutil.which", lambda _name: None)
    monkeypatch.setattr(unchanged, "OLD_ENOUGH", 0)


@pytest.mark.parametrize("name", MEASURED)
def test_a_benchmark_runs_and_tells_its_figures(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "figures.json"
    main([name, "--sizes", "3", "--runs", "1", "--json", str(file)])
    told = json.loads(file.read_text())
    assert told["machine"].keys() == {"cores", "python", "system", "architecture"}
    (result,) = told["benchmarks"]
    assert result.keys() == {"name", "about", "figures", "notes"}
    assert result["name"] == name
    assert all(f.keys() == {"what", "pages", "unit", "value", "runs"} for f in result["figures"])
    assert {figure["what"] for figure in result["figures"]} >= MEASURED[name]
    assert {figure["unit"] for figure in result["figures"]} == {"seconds", "peak MB", "ratio"}
    assert all(figure["value"] > 0 for figure in result["figures"])
    shown = capsys.readouterr().out
    assert max(map(len, shown.splitlines())) <= WIDTH


def test_throughput_tells_whose_the_time_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throughput, "PAGES", 4)
    result = throughput.throughput(Choice(runs=1))
    values = {(figure.what, figure.unit): figure.value for figure in result.figures}
    for name in ("apply", "httpx alone"):
        sending = values[f"{name}, first POST to last answer", "seconds"]
        assert throughput.LATENCY < sending < values[f"{name}, whole process", "seconds"]
        assert values[f"{name}, its own", "CPU seconds"] > 0
    assert values["apply / httpx alone, sending", "ratio"] > 0


def test_a_first_apply_tells_its_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first_apply, "PAGES", 3)
    monkeypatch.setattr(first_apply, "SOURCES", 2)
    monkeypatch.setattr(first_apply, "EXTRACTION", 0.0)
    result = first_apply.first_apply(Choice())
    requests = {f.what: f.value for f in result.figures if f.unit == "requests"}
    assert requests["first apply, writes"] == 5
    assert (requests["apply again"], requests["apply again, writes"]) == (2, 0)


def test_every_benchmark_says_what_it_is() -> None:
    assert all(benchmark.__doc__ for benchmark in BENCHMARKS.values())


def test_a_settled_hub_has_nothing_to_do_and_nothing_to_commit(tmp_path: Path) -> None:
    root = tmp_path / "hub"
    write_unchanged_hub(root, pages=5)
    run(execsync("plan", "--detailed-exitcode"), cwd=root)
    status = subprocess.run(
        ["git", "status", "--porcelain"], cwd=root, check=True, capture_output=True
    )
    assert status.stdout == b""


class TestRounds:
    def test_the_median_and_the_ratio_are_those_of_the_rounds(self, tmp_path: Path) -> None:
        slow = [BARE[0], "-c", "import time; time.sleep(0.2)"]
        contenders = [Contender("bare", BARE, tmp_path), Contender("slow", slow, tmp_path)]
        rounds = Rounds(contenders, rounds=3)
        seconds = {f.what: f for f in rounds.figures(1) if f.unit == "seconds"}
        assert len(seconds["slow"].runs) == 3
        assert seconds["slow"].value == sorted(seconds["slow"].runs)[1] > 0.2
        (ratio,) = rounds.ratio("slow", "bare", 1)
        assert ratio.value == sorted(ratio.runs)[1] > 1
        assert rounds.ratio("slow", "absent", 1) == []

    def test_what_fails_is_not_measured(self, tmp_path: Path) -> None:
        with pytest.raises(RuntimeError, match=r"ended with 3.*so it is"):
            run([BARE[0], "-c", "print('so it is'); raise SystemExit(3)"], cwd=tmp_path)

    def test_the_peak_is_the_programs_own(self, tmp_path: Path) -> None:
        """Whatever this process, which runs it, has come to."""
        small = run(BARE, cwd=tmp_path).megabytes
        large = run([BARE[0], "-c", "bytes(bytearray(50_000_000))"], cwd=tmp_path).megabytes
        assert small < 40
        assert 80 < large - small < 120


FIGURES = (
    Figure("plan", 100, "seconds", 0.1234),
    Figure("plan", 10_000, "seconds", 12.3456),
    Figure("git status", 10_000, "seconds", 0.004),
    Figure("plan / git status", 100, "ratio", 1.234),
    Figure("plan / git status", 10_000, "ratio", 1234.5),
)
RESULT = Result("idle", "nothing has changed", FIGURES, ("Left out: another.",))


def test_a_table_for_each_unit_with_the_pages_across() -> None:
    assert as_text(RESULT) == (
        "idle: nothing has changed\n"
        "  seconds                 100    10,000\n"
        "  plan                  0.123      12.3\n"
        "  git status                -     0.004\n"
        "\n"
        "  ratio                   100    10,000\n"
        "  plan / git status    1.23 x   1,234 x\n"
        "\n"
        "  Left out: another.\n"
    )


def test_the_same_as_markdown() -> None:
    assert "| seconds | 100 | 10,000 |\n| --- | ---: | ---: |\n" in as_markdown(RESULT)
    assert "| plan / git status | 1.23 x | 1,234 x |" in as_markdown(RESULT)
