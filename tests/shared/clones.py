"""A repository that is cloned again and again, and the places where all its clones keep State."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from execsync.config import load
from execsync.core.serde import load_state
from execsync.core.state import State
from execsync.localhub import LocalHub
from execsync.workspace import Workspace
from tests.support.bare import Bare
from tests.support.checkout import Checkout
from tests.support.git import Repository
from tests.support.git_servers import git_daemon, git_http
from tests.support.shared import NO_LIMITS, REF
from tests.support.wire import Answered, Asked, PassOn, Wire, passed

POSTS = "/knowledge-hub/pages"
IN_FILE = ""
ON_GIT = '[state]\nbackend = "git"\n'
IN_CLOUD = '[state]\nbackend = "{}"\nlocation = "{}"\n'
SERVERS = {"git-daemon": git_daemon, "git-http": git_http}
CLOUDS = ("s3", "azure")


class Team:
    """So many pages in a bare repository, whose clones keep State where `toml` says.

    `address` is where they find that repository, and `wire` is what leads to a cloud. Each of `urls` is a
    source of some of the pages.
    """

    def __init__(
        self,
        folder: Path,
        url: str,
        toml: str,
        *,
        pages: int,
        address: str = "",
        urls: tuple[str, ...] = (),
        wire: Wire | None = None,
    ) -> None:
        self.bare = Bare(folder)
        self.titles = Counter(f"Page {number}" for number in range(pages))
        self.urls = urls
        self.wire = wire
        self.is_in_file = toml == IN_FILE
        self._address = address
        self._homes = folder / "homes"
        self._url = url
        self._toml = NO_LIMITS + toml
        first = Checkout(self.bare.work.folder, config=self._toml)
        for number in range(pages):
            sources = [urls[number % len(urls)]] if urls else []
            path = f"part-{number % 3}/page-{number:02}.md"
            first.page(path, title=f"Page {number}", sources=sources)
        self.bare.work.commit()
        self.bare.work.run("push", "--quiet", str(self.bare.path), "main")

    def clone(self) -> Checkout:
        """A new machine with a clone of its own."""
        folder = self.bare.clone(self._address).folder
        home = self._homes / folder.name
        return Checkout(folder, self._url, config=self._toml, state_home=home)

    def refuse_state(self) -> None:
        """Have its place take nothing for State any more; the lock is taken as before."""
        if self.wire is not None:
            self.wire.fate = _refused
            return
        hook = self.bare.path / "hooks" / "update"
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(f'#!/bin/sh\n[ "$1" != {REF} ]\n')
        hook.chmod(0o755)

    def take_state(self) -> None:
        """Have it take State again."""
        if self.wire is not None:
            self.wire.fate = passed
        else:
            (self.bare.path / "hooks" / "update").unlink()


Make: TypeAlias = Callable[..., Team]
"""Makes a team: the kind of place where its State lives, the hub's address, and what a Team takes."""


def _refused(asked: Asked, pass_on: PassOn) -> Answered | None:
    if asked.method == "PUT" and asked.target.endswith("/state.toml"):
        return Answered(403, {}, b"<Error><Code>AccessDenied</Code></Error>")
    return pass_on(asked)


def place_of(clone: Checkout) -> Workspace:
    return Workspace(load(clone.folder / "execsync.toml"))


def state_of(clone: Checkout) -> State:
    """State as its place has it."""
    stored = place_of(clone).backend.read()
    assert stored is not None
    return load_state(stored.data)


def status_of(clone: Checkout) -> str:
    return Repository.at(clone.folder).run("status", "--porcelain").out


def titles(hub: LocalHub) -> Counter[str]:
    """Of every page that was ever made."""
    return Counter(page.title for page in hub.pages())


def assert_all_once(team: Team, hub: LocalHub, clone: Checkout) -> None:
    """Every file is one page, every address one source, State knows them all, and nobody holds its lock."""
    assert titles(hub) == team.titles
    assert all(page.status != "archived" for page in hub.pages())
    assert Counter(source.url for source in hub.sources()) == Counter(team.urls)
    state = state_of(clone)
    assert {page.id for page in state.pages.values()} == {page.id for page in hub.pages()}
    assert state.in_doubt == ()
    assert place_of(clone).backend.holder() is None
