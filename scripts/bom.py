"""A bill of materials (CycloneDX, JSON).

    python -m scripts.bom

It names the packages of uv.lock, with which the tests of this version ran. The wheel asks for ranges.
"""

import json
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

from execsync import __version__

ROOT = Path(__file__).parent.parent
EXPORT = (
    *("export", "--locked", "--offline", "--quiet", "--no-default-groups", "--all-extras"),
    *("--format", "cyclonedx1.5"),
)


def bill(exported: str) -> dict[str, Any]:
    """What uv exports, with the version of the project itself, which the lock does not know."""
    told: dict[str, Any] = json.loads(exported)
    told["metadata"]["component"] |= {
        "version": __version__,
        "purl": f"pkg:pypi/execsync@{__version__}",
    }
    return told


def main() -> int:
    """Print the bill. Returns uv's exit code."""
    uv = Path(sysconfig.get_path("scripts")) / "uv"
    ended = subprocess.run([uv, *EXPORT], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    if not ended.returncode:
        sys.stdout.write(json.dumps(bill(ended.stdout), indent=2) + "\n")
    return ended.returncode


if __name__ == "__main__":
    sys.exit(main())
