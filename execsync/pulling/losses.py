"""What a hub's editor could not hold of a text, put back into what somebody has made of the rest."""

from execsync.system.git_merge import merge_files


def restored(sent: str, shown: str, web: str) -> str | None:
    """The web's body with what the hub has lost of the one that was sent, when it showed `shown`.

    None where somebody has edited the very lines that were lost. Raises GitMissing.
    """
    sides = (f"{body}\n".encode() for body in (sent, shown, web))
    merged = merge_files(*sides, labels=("file", "web"))
    return None if merged.conflicts else merged.data.decode().removesuffix("\n")
