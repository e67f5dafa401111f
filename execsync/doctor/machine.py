"""What is installed here, what Git says of the folder, and where this user's runs keep what they learn."""

import platform
from pathlib import Path
from shlex import quote
from tempfile import TemporaryDirectory

from execsync import __version__
from execsync.config import Config
from execsync.core.checkup import Check, Verdict
from execsync.core.excerpt import show
from execsync.doctor.examining import well
from execsync.state.folder import JOURNAL, StateFolder
from execsync.state.own_journal import refuse_shared_journal
from execsync.system.child import find_program
from execsync.system.git import ask_git, run_git, without_git


def check_versions() -> Check:
    """The versions that a report of a defect should name."""
    python = f"Python {platform.python_version()}"
    told = ask_git(Path(), "version", environment=without_git())
    git = show(told.decode(errors="replace").strip().capitalize()) if told else "no Git"
    return well("versions", f"execsync {__version__}, {python}, {git}, {platform.system()}")


def check_git(config: Config) -> Check:
    """Whether Git keeps what has to be kept, and nothing that must not be. Raises JournalError."""
    refuse_shared_journal(StateFolder.of(config))
    if (lack := _lack_of_git(config.root)) is not None:
        return lack
    if config.state.backend == "file" and _is_ignored(config):
        return Check(
            "git",
            Verdict.WARNING,
            f"Git ignores {config.state.path}: another clone would know none of the pages",
            "take it out of .gitignore and commit it, or share State by [state] backend",
        )
    return well("git", "keeps State" if config.state.backend == "file" else "leaves State alone")


def _lack_of_git(folder: Path) -> Check | None:
    """What keeps Git from answering for a folder; None where it does."""
    why = "without it nobody can see or take back what was changed"
    if find_program("git") is None:
        return Check("git", Verdict.WARNING, "there is no Git on PATH", f"install it; {why}")
    asked = run_git(folder, "rev-parse", "--show-toplevel", environment=without_git())
    if asked is not None and asked.returncode == 0:
        return None
    tree = next((place for place in (folder, *folder.parents) if (place / ".git").exists()), None)
    if tree is None or asked is None:
        told = "the folder lies in no repository that Git can read"
        return Check("git", Verdict.WARNING, told, f"git init; {why}")
    first = show(asked.stderr.decode(errors="replace").strip().partition("\n")[0])
    told = f"Git refuses the repository {tree}: {first}"
    return Check("git", Verdict.WARNING, told, f"git -C {quote(str(tree))} status says what to do")


def _is_ignored(config: Config) -> bool:
    asked = ("check-ignore", "--quiet", "--no-index", "--", config.state.path)
    return ask_git(config.root, *asked, environment=without_git()) is not None


def check_cache(config: Config) -> Check:
    """Whether this user's folders can be written."""
    from execsync.client.ledger import counting_folder

    counts = counting_folder()
    if counts is None or not _is_writable(counts):
        return Check(
            "cache",
            Verdict.WARNING,
            f"{counts or 'this user has no folder for state'}: cannot be written, so requests are counted "
            "for each run alone",
            "make it writable, or set XDG_STATE_HOME to a folder that is",
        )
    kept = StateFolder.of(config)
    folder = Path(str(kept))
    if not _is_ours(kept) or not _is_writable(folder):
        return Check(
            "cache",
            Verdict.ERROR,
            f"{folder}: cannot be written, and no apply can keep its journal",
            "make it writable; EXECSYNC_STATE_DIR names another folder",
        )
    if not _is_writable(learned := folder / "cache"):
        return Check(
            "cache",
            Verdict.WARNING,
            f"{learned}: cannot be written, so each run reads anew what others keep",
            "delete it, or make it writable: all in it is learned again",
        )
    return well("cache", f"{folder} and {counts}")


def _is_ours(folder: StateFolder) -> bool:
    """Whether it is a folder, or nothing yet. Raises UnsafeFileError where a link leads elsewhere."""
    try:
        folder.check(JOURNAL)
    except OSError:
        return False
    return True


def _is_writable(folder: Path) -> bool:
    """Whether a folder takes something new, or can be made: rights alone do not tell, not of /proc."""
    nearest = next(path for path in (folder, *folder.parents) if path.exists())
    try:
        with TemporaryDirectory(prefix=".execsync-", dir=nearest):
            return True
    except OSError:
        return False
