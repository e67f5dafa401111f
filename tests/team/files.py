"""Files as writers of a team leave them: each with a key in its text, which it keeps under any name."""

import json
import re
from dataclasses import dataclass, replace

from execsync.localhub.titles import tidy

KEY = re.compile(r"\bk\d{4}\b")


@dataclass(frozen=True, slots=True)
class File:
    """What a file says. Words in it are unique, so that one tells where a text has gone."""

    title: str
    body: str
    status: str = "published"
    visibility: str = "workspace"
    folder: str = "f1"
    urls: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The word by which its page is known, whatever else was changed."""
        return key_of(self.body)

    @property
    def look(self) -> tuple[str, frozenset[str]]:
        """What a reader tells pages apart by."""
        return tidy(self.title), frozenset({self.folder})

    def write(self) -> str:
        """The file's text."""
        front = {
            "title": self.title,
            "status": self.status,
            "visibility": self.visibility,
            "folder_ids": [self.folder],
            "sources": list(self.urls),
        }
        lines = [f"{name}: {json.dumps(value)}\n" for name, value in front.items()]
        return f"---\n{''.join(lines)}---\n{self.body}\n"

    def with_line(self, word: str) -> "File":
        """With another paragraph."""
        return replace(self, body=f"{self.body}\n\nAnd {word}.")


def read(text: str) -> File:
    """The file that has this text."""
    _, front, body = text.split("---\n", 2)
    fields = dict(line.split(": ", 1) for line in front.splitlines())
    given = {name: json.loads(value) for name, value in fields.items()}
    return File(
        title=given["title"],
        body=body.strip("\n"),
        status=given["status"],
        visibility=given["visibility"],
        folder=given["folder_ids"][0],
        urls=tuple(given["sources"]),
    )


def key_of(text: str) -> str:
    """The first key in a text; empty where there is none."""
    found = KEY.search(text)
    return found[0] if found else ""
