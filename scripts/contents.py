"""What a wheel and a source distribution hold: the files that Git has, and no other.

    python -m scripts.contents dist

Each file too few or too many is named.
"""

import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).parent.parent
MADE = ("METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE")
"""What a wheel has of its own, in `execsync-VERSION.dist-info`."""


def tracked(root: Path) -> frozenset[str]:
    """The paths that Git has, from the root of its work tree."""
    command = ("git", "ls-files", "-z")
    listed = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    return frozenset(filter(None, listed.stdout.split("\0")))


def in_wheel(paths: frozenset[str], name: str) -> Iterator[str]:
    """What a wheel of that file name has to hold: the package, and the example within it."""
    project, version, *_ = name.split("-")
    yield from (f"{project}-{version}.dist-info/{made}" for made in MADE)
    for path in paths:
        first, _, rest = path.partition("/")
        if first == project:
            yield path
        elif first == "example-hub":
            yield f"{project}/example_hub/{rest}"


def in_sdist(paths: frozenset[str]) -> Iterator[str]:
    """What a source distribution has to hold, below its one folder."""
    yield "PKG-INFO"
    yield from paths


def held(archive: Path) -> list[str]:
    """The files of an archive, those of a source distribution without the folder that all are in."""
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            return wheel.namelist()
    with tarfile.open(archive) as sdist:
        return [str(PurePosixPath(*PurePosixPath(name).parts[1:])) for name in sdist.getnames()]


def differences(archive: Path, paths: frozenset[str]) -> list[str]:
    """A line for each file that an archive lacks, and for each that it should not have."""
    wheel = archive.suffix == ".whl"
    wanted = {*(in_wheel(paths, archive.name) if wheel else in_sdist(paths))}
    found = held(archive)
    return [
        *(f"{archive.name}: not in it: {path}" for path in sorted(wanted.difference(found))),
        *(f"{archive.name}: not from Git: {path}" for path in sorted({*found} - wanted)),
    ]


def main(folder: str) -> int:
    """Print what differs. Returns 1 where something does, or where there are not one of each."""
    archives = sorted([*Path(folder).glob("*.whl"), *Path(folder).glob("*.tar.gz")])
    if [archive.suffix for archive in archives] != [".whl", ".gz"]:
        sys.stdout.write(f"{folder}: not one wheel and one source distribution\n")
        return 1
    paths = tracked(ROOT)
    lines = [line for archive in archives for line in differences(archive, paths)]
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
