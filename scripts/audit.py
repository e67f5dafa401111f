"""What is known against the packages of uv.lock.

    python -m scripts.audit

pip-audit asks PyPI. Where it cannot be asked, one line says that nothing was audited: such a run must not be
taken for one that found nothing.
"""

import json
import re
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
BIN = Path(sysconfig.get_path("scripts"))
EXPORT = (
    *("uv", "export", "--locked", "--offline", "--quiet", "--all-extras", "--all-groups"),
    *("--no-emit-project", "--no-annotate", "--no-header", "--format", "requirements-txt"),
)
PIP_AUDIT = (
    *("pip-audit", "--disable-pip", "--require-hashes", "--progress-spinner", "off"),
    *("--format", "json", "--requirement"),
)
UNREACHED = re.compile(r"connect|timed out|resolve|max retries|proxy", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Report:
    """What pip-audit says: packages that were looked up, those that could not be, and what is known."""

    audited: int
    skipped: tuple[str, ...]
    known: tuple[str, ...]


Ask = Callable[[Sequence[str]], "Report | str"]
"""Has pip-audit look at requirements: a Report, or what it said where it came to no end."""


def read_report(text: str) -> Report:
    """The JSON that pip-audit writes. Raises ValueError, KeyError and TypeError for anything else."""
    found = json.loads(text)["dependencies"]
    skipped = tuple(d["name"] for d in found if "skip_reason" in d)
    known = tuple(
        f"{d['name']} {d['version']}: {v['id']}, mended in {', '.join(v['fix_versions']) or 'no release'}"
        for d in found
        for v in d.get("vulns", ())
    )
    return Report(len(found) - len(skipped), skipped, known)


def ask_pip_audit(requirements: Sequence[str]) -> "Report | str":
    """What pip-audit says of some requirements, each with its hashes."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "requirements.txt"
        file.write_text("\n".join(requirements) + "\n")
        ended = _run((*PIP_AUDIT, str(file)))
    try:
        return read_report(ended.stdout)
    except (ValueError, KeyError, TypeError):
        return ended.stderr


def audit_packages(requirements: Sequence[str], ask: Ask) -> tuple[int, list[str]]:
    """The exit code, and what there is to say. One package is asked for first: all answer, or none."""
    first = ask(requirements[:1])
    if isinstance(first, str) and UNREACHED.search(first):
        return 0, [NOTHING_AUDITED.format("PyPI cannot be reached from here")]
    if isinstance(first, Report) and not first.audited:
        return 0, [NOTHING_AUDITED.format("the package index here keeps no vulnerabilities")]
    return judge(ask(requirements) if isinstance(first, Report) else first)


def judge(found: "Report | str") -> tuple[int, list[str]]:
    """The exit code, and what there is to say, of an audit that PyPI has answered."""
    if isinstance(found, str):
        return 1, ["pip-audit: it did not come to its end", found]
    if found.skipped:
        return 1, [f"pip-audit: not audited: {', '.join(found.skipped)}", *found.known]
    if found.known:
        return 1, ["pip-audit: known vulnerabilities:", *found.known]
    return 0, [f"pip-audit: nothing is known against {found.audited} packages of uv.lock"]


NOTHING_AUDITED = "pip-audit: NOTHING WAS AUDITED: {}"


def split_requirements(text: str) -> Iterator[str]:
    """The requirements of an exported lock, each with the hashes on the lines that follow it."""
    for requirement in re.split(r"\n(?=\S)", text.strip()):
        if requirement and not requirement.startswith("#"):
            yield requirement


def main() -> int:
    """Print what was found. Returns 1 where something was."""
    exported = _run(EXPORT)
    if exported.returncode:
        sys.stdout.write(exported.stderr)
        return 1
    code, lines = audit_packages([*split_requirements(exported.stdout)], ask_pip_audit)
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return code


def _run(command: Sequence[str]) -> "subprocess.CompletedProcess[str]":
    program, *arguments = command
    return subprocess.run(
        [BIN / program, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )


if __name__ == "__main__":
    sys.exit(main())
