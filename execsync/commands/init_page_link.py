"""`execsync init --page-link`: `[links] page_url` of execsync.toml, made of one copied link."""

from codecs import BOM_UTF8
from pathlib import Path

from execsync import config
from execsync.config import Config
from execsync.config_edit import with_page_url
from execsync.core import size_limits
from execsync.core.page_url import page_url_of
from execsync.core.state import State
from execsync.errors import EXIT_OK, ConfigError, ExecsyncError, FilePlace, UsageError
from execsync.output.console import Console
from execsync.render.plain import visible
from execsync.system.real_folder import read_regular_file, replace_file
from execsync.workspace import Workspace


def init_page_link(folder: Path, address: str, *, console: Console) -> int:
    """Write the form of a copied address into the execsync.toml of `folder`; all else of it stays.

    Raises UsageError where the address holds no known id, and ConfigError where another form is set.
    """
    found = config.find(folder)
    if found is None:
        raise ConfigError(
            "no execsync.toml here or in a folder above", hint="execsync init makes one"
        )
    read = config.load(found)
    state = Workspace(read).load().state
    ids = [page.id for page in state.pages.values()]
    try:
        copied = page_url_of(address, ids, state.workspace_slug)
    except ValueError as error:
        raise UsageError(f"{visible(address)}: {visible(str(error))}", hint=_hint(state)) from None
    known = read.rules.links.page_url
    if known == copied.page_url:
        console.say(f"kept {found}: page_url is {known} already")
        return EXIT_OK
    if known:
        raise ConfigError(
            f"[links] page_url is {known}, and the address would make it {copied.page_url}",
            place=FilePlace(found),
            hint="if the new one is right, delete the old line, and run the same command again",
        )
    _write(read, copied.page_url)
    console.say(f"wrote {found}: page_url = {copied.page_url}")
    if copied.left_out:
        console.tell(f"{copied.left_out} was left out: it holds nothing that State knows")
    console.tell("next: execsync plan says which pages get links by it")
    return EXIT_OK


def _hint(state: State) -> str:
    page = next(iter(state.pages.values()), None)
    if page is None:
        return "State knows no page yet: execsync apply first, then copy the address of one of its pages"
    shown = f"{visible(page.title)!r} (its id is {visible(page.id)})"
    return f"open a page that execsync has made, such as {shown}, and copy its address from the browser"


def _write(read: Config, page_url: str) -> None:
    """Put the line into the file, at once, and only if the file then says that and nothing else new."""
    data = read_regular_file(read.file, limit=size_limits.CONFIG)
    begin = BOM_UTF8 if data.startswith(BOM_UTF8) else b""
    edited = with_page_url(data.decode("utf-8-sig"), page_url)
    if edited is None:
        raise ConfigError(
            "has no place for the line",
            place=FilePlace(read.file),
            hint=f'write it into [links]: page_url = "{page_url}"',
        )
    try:
        replace_file(read.file, begin + edited.encode())
    except OSError as error:
        raise ExecsyncError(f"{read.file}: cannot be written: {error.strerror}") from error
