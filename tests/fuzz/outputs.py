"""What holds of the output of every command, whatever its files and its hub say."""

import json
import re
from collections.abc import Sequence
from typing import Any

from execsync.core.serde import load_state
from execsync.errors import EXIT_CHANGES, EXIT_ERROR, EXIT_INCOMPLETE, EXIT_OK, EXIT_USAGE
from tests.fuzz.pieces import KEY
from tests.fuzz.world import Run

EXPECTED = {EXIT_OK, EXIT_ERROR, EXIT_CHANGES, EXIT_INCOMPLETE}
SECRET = KEY.removeprefix("exec_live_")
UNFIT = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufff9-\ufffb]"
)
ACTS = re.compile(r"^\s*::|##\[|##vso\[", re.IGNORECASE | re.MULTILINE)


def check_run(run: Run, commands: Sequence[Sequence[str]]) -> None:
    """No command fell over, told the key or steered a terminal, and State can still be read."""
    for ended, command in zip(run.ended, commands, strict=True):
        check_ended(ended, command)
    if run.after != run.before:
        load_state(run.after)


def check_ended(ended: dict[str, Any], command: Sequence[str]) -> None:
    code, out, err = ended["code"], ended["out"], ended["err"]
    # A State that holds no page has none of that address, which is what was asked.
    no_such = code == EXIT_USAGE and command[:2] == ("state", "show") and "State has no" in err
    assert code in EXPECTED or no_such, f"{command} ended with {code}: {out[-2000:]}{err[-6000:]}"
    assert code == EXIT_OK or out or err, f"{command} ended with {code} and says nothing"
    for text in (out, err):
        for found in (UNFIT.search(text), None if "github" in command else ACTS.search(text)):
            assert not found, f"{command} printed {text[max(0, found.start() - 200) :][:400]!r}"
        assert not any(SECRET[i : i + 12] in text for i in range(29)), f"{command} printed the key"
    if "json" in command:
        check_json(out, is_lines=command[0] == "apply")


def check_json(out: str, *, is_lines: bool) -> None:
    for document in out.splitlines() if is_lines else [out] * bool(out):
        json.loads(document)
