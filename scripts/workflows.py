"""What is wrong with the action, and with the workflows that the project writes or shows.

    python -m scripts.workflows

check-jsonschema knows the forges' schemas, zizmor what is unsafe; neither needs a network. actionlint is no
package of Python's: where it is not installed, one line says that it was not run.
"""

import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
BIN = Path(sysconfig.get_path("scripts"))
ACTION = "action.yml"
GITHUB = (
    "execsync/templates/github.yml",
    "example-hub/.github/workflows/knowledge-hub.yml",
    ".github/workflows/ci.yml",
    ".github/workflows/long.yml",
    ".github/workflows/release.yml",
)
GITLAB = ("execsync/templates/gitlab.yml",)
SCHEMAS = (
    ("vendor.github-actions", (ACTION,)),
    ("vendor.github-workflows", GITHUB),
    ("vendor.gitlab-ci", ("--data-transform", "gitlab-ci", *GITLAB)),
)
ZIZMOR = ("zizmor", "--quiet", "--offline", "--persona", "auditor", "--strict-collection")
"""The strictest there is, over our own workflows and all that an adopter may copy from us."""
SAFE = ("--collect=all", ".github", "example-hub", ".pre-commit-hooks.yaml", ACTION, GITHUB[0])
NOT_RUN = "actionlint: NOT RUN: it is not installed here"


def commands(actionlint: str | None) -> Iterator[Sequence[str]]:
    """What is run in the project's folder; `actionlint` is that program, if there is one."""
    for schema, given in SCHEMAS:
        yield (str(BIN / "check-jsonschema"), "--quiet", "--builtin-schema", schema, *given)
    program, *options = ZIZMOR
    yield (str(BIN / program), *options, *SAFE)
    if actionlint:
        yield (actionlint, *GITHUB)


def check(folder: Path, actionlint: str | None) -> tuple[int, list[str]]:
    """The exit code, and what there is to say, of a project's folder."""
    code, lines = 0, []
    for command in commands(actionlint):
        ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        if ended.returncode:
            code = 1
            lines += [f"{Path(command[0]).name}:", ended.stdout + ended.stderr]
    if not actionlint:
        lines.append(NOT_RUN)
    return code, lines if code else [*lines, "nothing found in the action and the workflows"]


def main() -> int:
    """Print what was found. Returns 1 where something was."""
    code, lines = check(ROOT, shutil.which("actionlint"))
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return code


if __name__ == "__main__":
    sys.exit(main())
