"""One command of ours, carried out within a job's step, so that its signals are the step's."""

import io
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import TextIO

from execsync.errors import EXIT_BUG, ExecsyncError
from execsync.output.bug import report
from execsync.output.console import Console, guarded
from execsync.output.reporting import tell_error


@dataclass(frozen=True, slots=True)
class Carried:
    """How a command ended: its code, its result, and the error that ended it."""

    code: int
    out: str
    error: ExecsyncError | None = None
    bug: bool = False

    @property
    def reason(self) -> str:
        """Why it ended early; empty where it did not."""
        if self.bug:
            return "a bug in execsync"
        return self.error.message if self.error else ""


def carry_out(command: Callable[[Console], int], out: TextIO | None = None) -> Carried:
    """Run it. Its result goes to `out`, or is kept; what it tells people goes into the job's log."""
    kept = io.StringIO()
    console = Console(guarded(out or kept), guarded(sys.stderr), "never")
    try:
        code = command(console)
    except ExecsyncError as error:
        tell_error(error, console)
        return Carried(error.exit_code, kept.getvalue(), error)
    except Exception:
        report(guarded(sys.stderr))
        return Carried(EXIT_BUG, kept.getvalue(), bug=True)
    finally:
        sys.stderr.flush()
    return Carried(code, kept.getvalue())
