"""The answer of a plan that found nothing to do, kept while nothing that it was made from has changed.

As in Git's index, a file counts as unchanged while its stamp is, and a stamp is trusted only where it was
older than the clock is coarse when the file was read.
"""

import time
from array import array
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

from execsync import __version__
from execsync.config import Config
from execsync.content.tree import File, Tree, walk
from execsync.state.folder import IDLE_PLAN, JOURNAL, LAST_SERIAL, NAMES, StateFolder
from execsync.system.stamp import Stamp, stamp_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from execsync.core.diagnostic import Diagnostic


class IdlePlanCache:
    """One file beside State, which is not committed and may be deleted at any time.

    A line for the answer, then what it was made from: our version, paths and stamps. They are never parsed,
    but made again and compared as a whole.
    """

    def __init__(self, config: Config) -> None:
        self._config = config
        self._folder = StateFolder.of(config)
        self._state = config.state.path.rpartition("/")[2]
        self._files: tuple[File, ...] = ()
        self._beside: dict[str, Stamp | None] = {}
        self._began = 0
        self._is_usable = False

    def walk(self) -> Tree:
        """The tree, with stamps once a plan has been here before.

        A first plan takes none: those of a fresh checkout are too young to be trusted as a rule, and a
        runner of CI has no second one.
        """
        if self._folder.stamp(IDLE_PLAN) is None:
            return walk(self._config)
        self._began = time.time_ns()
        names = (self._state, JOURNAL, LAST_SERIAL, NAMES)
        self._beside = {self._folder.path(name): self._folder.stamp(name) for name in names}
        # What is kept on another machine has no stamp here.
        is_here = self._config.state.backend == "file"
        has_state = is_here and self._beside[self._folder.path(self._state)] is not None
        self._beside[self._config.file] = stamp_of(self._config.file)
        tree = walk(self._config, stamped=True)
        self._files = tree.files
        # Where there is no page, what is said of other files depends on more than is kept.
        self._is_usable = has_state and bool(tree.files) and not (tree.missing or tree.troubles)
        return tree

    def find(self) -> "tuple[Diagnostic, ...] | None":
        """What there was to say when nothing was to be done; None where that need not hold any more."""
        if not self._basis:
            return None
        try:
            answer, _, basis = (self._folder.read(IDLE_PLAN) or b"").partition(b"\n")
            if basis != self._basis:
                return None
            return _load(answer) if answer != NOTHING else ()
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            return None

    def keep(self, findings: "Sequence[Diagnostic]") -> None:
        """Keep that nothing was to be done, and what there was to say; or that a plan was here."""
        kept = b""
        if self._basis and not self._is_racy():
            kept = (_dump(findings) if findings else NOTHING) + b"\n" + self._basis
        self._folder.keep(IDLE_PLAN, kept)

    def _is_racy(self) -> bool:
        stamps = [*self._beside.values(), *(file.stamp for file in self._files)]
        return any(stamp and stamp.is_racy(self._began) for stamp in stamps)

    @cached_property
    def _basis(self) -> bytes:
        """All that an answer is made from; nothing where there is no telling."""
        if not self._is_usable:
            return b""
        lines = [__version__, *(f"{path} {stamp}" for path, stamp in self._beside.items())]
        lines += [file.path for file in self._files]
        stamps = (file.stamp or NONE for file in self._files)
        try:
            numbers = array("q", chain.from_iterable(stamps)).tobytes()
        except OverflowError:  # some file systems number their files beyond 63 bits
            return b""
        return "\n".join(lines).encode("utf-8", "surrogatepass") + b"\0" + numbers


def _dump(findings: "Sequence[Diagnostic]") -> bytes:
    import json
    from dataclasses import asdict

    return json.dumps([asdict(found) for found in findings]).encode()


def _load(answer: bytes) -> "tuple[Diagnostic, ...]":
    import json

    from execsync.core.diagnostic import Diagnostic, Severity

    return tuple(
        Diagnostic(**{**found, "severity": Severity(found["severity"])})
        for found in json.loads(answer)
    )


NONE = (-1, -1, -1, -1)
"""The stamp of a file that has none: it is none that a file can have."""
NOTHING = b"[]"
"""The answer of the many plans that have nothing to say: what reads others need not be imported."""
