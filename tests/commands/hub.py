"""Commands run in a folder, with what they print."""

import io
import os
from collections.abc import Sequence
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path

from execsync.commands.validate import Format, ValidateOptions, validate
from execsync.output.console import Console


@dataclass(frozen=True, slots=True)
class Result:
    code: int
    out: str
    err: str


def run_validate(
    folder: Path,
    paths: Sequence[str] = (),
    *,
    format: Format = "text",
    strict: bool = False,
    fix: bool = False,
    whole: bool = False,
    statistics: bool = False,
    errors_only: bool = False,
    select: tuple[str, ...] = (),
    ignore: tuple[str, ...] = (),
) -> Result:
    """`execsync validate` as if started in `folder`."""
    options = ValidateOptions(
        format, strict, fix, whole, statistics, errors_only, select=select, ignore=ignore
    )
    console = Console(io.StringIO(), io.StringIO(), "never")
    with chdir(folder):
        code = validate([Path(path) for path in paths], options, config=None, console=console)
    assert isinstance(console.out, io.StringIO)
    assert isinstance(console.err, io.StringIO)
    return Result(code, console.out.getvalue(), console.err.getvalue())


def write_hub(folder: Path, files: dict[str, str | bytes], *, toml: str = "") -> Path:
    """A hub whose content root is `docs`."""
    (folder / "execsync.toml").write_text(toml or '[content]\nroot = "docs"\n')
    (folder / "docs").mkdir(exist_ok=True)
    for name, text in files.items():
        path = folder / "docs" / name
        os.makedirs(path.parent, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder
