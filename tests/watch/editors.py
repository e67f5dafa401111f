"""The ways in which editors save: the real vim and sed, and others by their sequence of calls."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

Save = Callable[[Path, str], None]
"""Saves the file with this as its last line."""

VIM = ["vim", "-N", "-u", "NONE", "-i", "NONE", "-es"]


def vim(*settings: str) -> Save:
    """vim with such settings. Nothing is skipped: it would write no backup in a temporary folder."""

    def save(path: Path, line: str) -> None:
        commands = ["set backupskip= directory=. backupdir=.", *settings, f"$s/.*/{line}/", "wq"]
        arguments = [argument for command in commands for argument in ("-c", command)]
        subprocess.run([*VIM, *arguments, path.name], cwd=path.parent, check=True)

    return save


def sed(path: Path, line: str) -> None:
    subprocess.run(["sed", "-i", f"$ s/.*/{line}/", path.name], cwd=path.parent, check=True)


def vscode(path: Path, line: str) -> None:
    """Truncates the file and writes it, in two pieces."""
    text = _edited(path, line)
    with path.open("w", buffering=1) as stream:
        stream.write(text[: len(text) // 2])
        stream.flush()
        stream.write(text[len(text) // 2 :])


def jetbrains(path: Path, line: str) -> None:
    """A "safe write": a temporary file, the old one out of the way, the new one in its place."""
    text = _edited(path, line)
    new, old = Path(f"{path}___jb_tmp___"), Path(f"{path}___jb_old___")
    new.write_text(text)
    path.rename(old)
    new.rename(path)
    old.unlink()


def emacs(path: Path, line: str) -> None:
    """A lock that leads nowhere, an autosave, a backup by renaming, the new file."""
    text = _edited(path, line)
    lock, autosave = path.with_name(f".#{path.name}"), path.with_name(f"#{path.name}#")
    lock.symlink_to("somebody@somewhere.1234")
    autosave.write_text(text)
    path.rename(f"{path}~")
    path.write_text(text)
    autosave.unlink()
    lock.unlink()


def kate(path: Path, line: str) -> None:
    """A temporary file of any name, renamed over the old one."""
    temporary = path.with_name("page.md.XyZ123")
    temporary.write_text(_edited(path, line))
    os.replace(temporary, path)


def _edited(path: Path, line: str) -> str:
    return "".join([*path.read_text().splitlines(keepends=True)[:-1], f"{line}\n"])


EDITORS: dict[str, Save] = {
    "vim": vim(),
    "vim-by-renaming": vim("set backup writebackup backupcopy=no"),
    "vim-by-copying": vim("set backup writebackup backupcopy=yes"),
    "sed": sed,
    "vscode": vscode,
    "jetbrains": jetbrains,
    "emacs": emacs,
    "kate": kate,
}
