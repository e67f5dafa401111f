"""What a hub's editor could not hold of a text, put back into what somebody has made of the rest."""

from execsync.core.pulling.three_ways import Bodies
from execsync.pulling.bases import Base
from execsync.system.git_merge import merge_files


def with_losses(base: Base, bodies: Bodies) -> Bodies:
    """Both bodies with what the hub could not hold: the file has it, and nobody took it out.

    They stay as they are where somebody has edited the very lines that were lost. Raises GitMissing.
    """
    if base.sent is None or base.body is None:
        return bodies
    sides = (f"{body}\n".encode() for body in (base.sent, bodies.base, bodies.web))
    merged = merge_files(*sides, labels=("file", "web"))
    if merged.conflicts:
        return bodies
    return Bodies(base.sent, merged.data.decode().removesuffix("\n"))
