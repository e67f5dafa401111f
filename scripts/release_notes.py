"""What is new in a version: its section of CHANGELOG.md, which its tag names.

    python -m scripts.release_notes v0.1.0 notes.md

The file is written where there is a text for it, and is else not there. A tag of another version than the
package's is refused, and so is a section without the day of its release.
"""

import re
import sys
from pathlib import Path

from execsync import __version__

CHANGELOG = Path(__file__).parent.parent / "CHANGELOG.md"
_HEADING = re.compile(r"^## (\S+) \((.+)\)\n", re.MULTILINE)
_RELATIVE = re.compile(r"\]\((?!https?:)")
_FILES = "https://github.com/execsync/execsync/blob"
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def section(changelog: str, version: str) -> tuple[str, str]:
    """What stands in brackets behind a version, and its text. Raises KeyError where it has no section."""
    headings = [*_HEADING.finditer(changelog)]
    ends = [heading.start() for heading in headings[1:]] + [len(changelog)]
    for heading, end in zip(headings, ends, strict=True):
        if heading[1] == version:
            return heading[2], changelog[heading.end() : end].strip() + "\n"
    raise KeyError(version)


def notes(changelog: str, tag: str, version: str) -> str:
    """The text for a tag of that version, whose links lead to the files of the tag.

    Raises ValueError, which says what stands in the way.
    """
    if tag != f"v{version}":
        raise ValueError(f"the tag {tag!r} is not v{version}, the version of the package")
    try:
        released, text = section(changelog, version)
    except KeyError:
        raise ValueError(f"CHANGELOG.md has no section `## {version} (DATE)`") from None
    if not _DATE.fullmatch(released):
        raise ValueError(f"CHANGELOG.md says of {version}: {released}. Write the date there first")
    return _RELATIVE.sub(f"]({_FILES}/{tag}/", text)


def main(tag: str, file: str) -> int:
    """Write the text for a tag into a file. Returns 1 where there is none."""
    try:
        text = notes(CHANGELOG.read_text(encoding="utf-8"), tag, __version__)
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    Path(file).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
