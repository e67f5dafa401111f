"""Hidden marks by which a job finds its own comment again: of which kind it is, and of which hub."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from execsync.ci.forge import Note
from execsync.core.digest import digest

_FINGERPRINT = re.compile(r"^<!-- execsync:fingerprint:(sha256:[0-9a-f]{64}) -->$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Marker:
    """The mark of one kind of comment (`plan`, `failure`, `left`, …) on one hub and content root."""

    kind: str
    hub: str
    root: str

    def __str__(self) -> str:
        # A digest: names come from execsync.toml, and could end the mark.
        told = digest("\0".join((self.hub, self.root))).rpartition(":")[2][:16]
        return f"<!-- execsync:{self.kind}:{told} -->"

    def newest(self, notes: Iterable[Note], author: str) -> Note | None:
        """The last of these that carries the mark and is by that author: anybody can write a mark."""
        ours = [n for n in notes if n.author == author and n.body.startswith(str(self))]
        return ours[-1] if ours else None


def with_fingerprint(text: str, fingerprint: str) -> str:
    """A comment's text that carries a plan's fingerprint, unseen."""
    return f"{text.rstrip()}\n\n<!-- execsync:fingerprint:{fingerprint} -->\n"


def find_fingerprint(body: str) -> str | None:
    """The fingerprint in a comment of ours: the last one, for what stands before it quotes files."""
    found = _FINGERPRINT.findall(body.replace("\r\n", "\n"))
    return found[-1] if found else None
