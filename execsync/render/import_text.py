"""What an import says of each page. Made visible by whoever prints it."""

from execsync.core.running.rebuild import Unclear
from execsync.core.state import PageState
from execsync.render.counted import counted


def written_line(entry: PageState, *, is_beside_live: bool) -> str:
    """A page that got a file."""
    beside = ", beside a live version" if is_beside_live else ""
    return f"+ {entry.path}: {entry.id} ({entry.title}, {entry.status}{beside})"


def adopted_line(entry: PageState) -> str:
    """A page that a file had already."""
    differs = "; it differs from the file, and the next plan names the conflict"
    return f"= {entry.path}: adopts {entry.id}{differs if entry.drift else ''}"


def unclear_line(unclear: Unclear) -> str:
    """A file that several pages may belong to, or that shares one with others."""
    return f"? {unclear.path}: unclear, could be any of {', '.join(unclear.ids)}"


def left_line(page_id: str, title: str, reason: str) -> str:
    """A page that got none."""
    return f"- {page_id} ({title}): left out, {reason}"


def end_line(written: int, left_out: int) -> str:
    """The last line of an import that came to its end."""
    rest = f"; {left_out:,} left out" if left_out else ""
    return f"{counted(written, 'file')} written{rest}. Nothing was sent to the hub."
