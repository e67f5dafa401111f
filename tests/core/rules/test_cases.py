"""Each folder of tests/cases/validate is a hub, with what is found in it beside it in expected.txt."""

import json
import shutil
from pathlib import Path

import pytest

from execsync.core.rules import RULES
from tests.commands.hub import run_validate

CASES = Path(__file__).parents[2] / "cases" / "validate"
TOML = '[content]\nroot = "."\n\n[links]\npage_url = "https://hub.example.com/pages/{id}"\n'
NAMES = sorted(path.name for path in CASES.iterdir() if path.is_dir())


def findings(folder: Path) -> str:
    """What validate finds, one finding and its hint a line."""
    result = run_validate(folder, format="json")
    lines = []
    for found in json.loads(result.out)["diagnostics"]:
        place = ":".join(str(found[key]) for key in ("path", "line", "column") if found[key])
        lines.append(f"{place} {found['severity']} {found['code']} {found['summary']}")
        if found["hint"]:
            lines.append(f"    {found['hint']}")
    return "".join(f"{line}\n" for line in lines)


@pytest.mark.parametrize("name", NAMES)
def test_case(name: str, tmp_path: Path) -> None:
    hub = tmp_path / "hub"
    shutil.copytree(CASES / name, hub)
    expected = (hub / "expected.txt").read_text(encoding="utf-8")
    if not (hub / "execsync.toml").exists():
        (hub / "execsync.toml").write_text(TOML)
    assert findings(hub) == expected
    assert name[:5] in expected


BUILT = {
    "EX001",
    "EX004",
    "EX006",
    "EX007",
    "EX008",
    "EX026",
    "EX040",
    "EX041",
    "EX070",
    "EX071",
    "EX072",
    "EX082",
}
"""Rules whose cases are too large, cannot be kept in Git on every system, set off scanners for secrets, or
need the hub's lists.
"""


def test_every_rule_has_a_case() -> None:
    assert {name[:5] for name in NAMES} | BUILT == set(RULES)
    assert not BUILT & {name[:5] for name in NAMES}
