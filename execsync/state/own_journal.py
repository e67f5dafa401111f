"""Whose journal it is: one that came by Git tells what somebody else has sent, and no run here."""

from pathlib import Path

from execsync.errors import JournalError
from execsync.state.folder import JOURNAL, StateFolder


def refuse_shared_journal(folder: StateFolder) -> None:
    """Raise JournalError where Git tracks the journal, so that anybody may have written it."""
    if folder.stamp(JOURNAL) is None:
        return
    from execsync.system.git import NoAnswer, untracking

    journal = Path(folder.path(JOURNAL))
    try:
        command = untracking(journal)
    except NoAnswer:
        raise JournalError(
            f"{journal}: Git does not tell whether it tracks it",
            hint="see what git status says there; or delete it, unless a run of yours was cut short",
        ) from None
    if command is not None:
        raise JournalError(
            f"{journal}: Git tracks it, so anybody may have written it; nothing was done",
            hint=f"take it out of Git: {command}; "
            "then delete it, unless a run of yours was cut short here",
        )
