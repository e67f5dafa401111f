"""One look at one thing, whose errors are what was looked for."""

from collections.abc import Callable

from execsync.core.checkup import Check, Verdict
from execsync.errors import ExecsyncError


def well(name: str, found: str) -> Check:
    """A thing that is as it should be."""
    return Check(name, Verdict.OK, found)


def skipped(name: str, needs: str) -> Check:
    """A thing that could not be looked at before another one is mended."""
    return Check(name, Verdict.SKIPPED, f"not looked at: {needs}")


def broken(name: str, error: ExecsyncError) -> Check:
    """A thing that cannot be used, in the words of the error that it met."""
    return Check(name, Verdict.ERROR, error.message, error.hint)


def examine(name: str, look: Callable[[], Check]) -> Check:
    """What `look` finds; the error that it meets is a finding, too."""
    try:
        return look()
    except ExecsyncError as error:
        return broken(name, error)
