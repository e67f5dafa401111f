"""Edits in files and on the web, pulls, applies and kills in any order: in the end, every edit is somewhere.

Each edit of a text puts a word in that nobody takes out again. After each step it is on the hub, in the
version that is live or in the draft, or in the file. Once nobody edits any more, and a person has put both
sides in the place of each conflict, both have all of them.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from execsync.localhub import LocalHub
from execsync.localhub.stored import StoredPage
from tests.commands.conftest import NO_LIMITS
from tests.commands.pulling import is_planned
from tests.crash.quick import WHERE, Strike
from tests.crash.runs import Nursery, Order, nursery
from tests.support.checkout import Checkout
from tests.support.git import Repository
from tests.support.hub import make_hub

PATHS = ("a.md", "in/b.md")
PARTS = ("First", "Second", "Third", "Fourth")
BODY = "\n\n".join(f"{part} part." for part in PARTS) + "\n"
QUIET = 6
"""Rounds of pull and apply after which nothing may be left to do."""
_CONFLICT = re.compile(
    r"^<{7} file\n(?P<ours>.*?)^={7}\n(?P<theirs>.*?)^>{7} web[^\n]*\n", re.MULTILINE | re.DOTALL
)
_FOLDERS = re.compile(r"^folder_ids:.*\n(?: .*\n|- .*\n)*", re.MULTILINE)
_TITLES = re.compile(r"(?:^title: .*\n)+", re.MULTILINE)


class Pulling(RuleBasedStateMachine):
    """A hub, a checkout of two pages, somebody at either, and runs that may be killed."""

    born: Nursery

    @initialize(git=st.booleans())
    def begin(self, git: bool) -> None:
        self._open = contextmanager(_opened)()
        self.hub, self.checkout = self._open.__enter__()
        for path in PATHS:
            self.checkout.page(path, title=path, body=BODY, status="published")
        assert self.checkout.call("apply", "--yes").code == 0
        self.ids = {path: page.id for path, page in self.checkout.state().pages.items()}
        self.repository = Repository(self.checkout.folder) if git else None
        self.words: dict[str, list[str]] = {path: [] for path in PATHS}
        self.number = 0

    @rule(path=st.sampled_from(PATHS), part=st.sampled_from(PARTS))
    def write_in_the_file(self, path: str, part: str) -> None:
        self._file(path).write_text(_with(self._text(path), part, self._word("f", path)))

    @rule(path=st.sampled_from(PATHS), part=st.sampled_from(PARTS), publish=st.booleans())
    def write_on_the_web(self, path: str, part: str, publish: bool) -> None:
        self.hub.advance(2)  # an edit of a draft in the second of our own write shows to no list
        text = _with(self._page(path).draft_content, part, self._word("w", path))
        self.hub.web.edit(self.ids[path], content=text, publish=publish)

    @rule(path=st.sampled_from(PATHS), on_web=st.booleans())
    def retitle(self, path: str, on_web: bool) -> None:
        self.number += 1
        title = f"Title {self.number}"
        if on_web:
            self.hub.advance(2)
            self.hub.web.edit(self.ids[path], title=title, publish=True)
        else:
            text = self._text(path)
            self._file(path).write_text(_TITLES.sub(f'title: "{title}"\n', text, count=1))

    @rule(
        path=st.sampled_from(PATHS),
        folder=st.sampled_from(["fld_1", "fld_2"]),
        on_web=st.booleans(),
    )
    def file_elsewhere(self, path: str, folder: str, on_web: bool) -> None:
        if on_web:
            self.hub.advance(2)
            self.hub.web.edit(self.ids[path], folder_ids=[folder])
            return
        text = _FOLDERS.sub("", self._text(path))
        self._file(path).write_text(text.replace("---\n", f"---\nfolder_ids: [{folder}]\n", 1))

    @precondition(lambda self: self.repository is not None)
    @rule()
    def commit(self) -> None:
        if self.repository:
            self.repository.commit()

    @rule(
        choice=st.sampled_from(["markers", "fail"]),
        kill=st.none() | st.integers(1, 10),
        where=st.sampled_from(WHERE),
    )
    def pull(self, choice: str, kill: int | None, where: str) -> None:
        self._run(kill, where, "pull", "--yes", "--on-conflict", choice)

    @rule(kill=st.none() | st.integers(1, 12), where=st.sampled_from(WHERE))
    def apply(self, kill: int | None, where: str) -> None:
        self._run(kill, where, "apply", "--yes", "--skip-invalid")

    @rule()
    def settle(self) -> None:
        for path in PATHS:
            self._file(path).write_text(_settled(self._text(path)))

    def teardown(self) -> None:
        if not hasattr(self, "hub"):
            return
        try:
            self._end()
        finally:
            self._open.__exit__(None, None, None)

    def _end(self) -> None:
        for _ in range(QUIET):
            self.settle()
            pulled = self.checkout.call("pull", "--yes")
            assert pulled.code in (0, 1), pulled
            self.settle()
            applied = self.checkout.call("apply", "--yes")
            assert applied.code in (0, 1), applied
            self._check()
            if applied.code == 0 and not is_planned(self.checkout):
                break
        else:
            raise AssertionError(f"no end\n{pulled}\n{applied}")
        for path in PATHS:
            page, text = self._page(path), self._text(path)
            assert page.live_content is not None
            assert text.split("---\n", 2)[2].strip() == page.live_content.strip()
            for word in self.words[path]:
                assert word in page.live_content, (path, word)
            assert f"title: {page.live_title}" in text.replace('"', "")

    def _run(self, kill: int | None, where: str, *arguments: str) -> None:
        if kill is None:
            ended = self.checkout.call(*arguments)
            assert ended.code in (0, 1), ended
        else:
            code = self.born.run(self.checkout, Order(arguments, (Strike(kill, where),)))
            assert code in (0, 1, -9), (self.checkout.folder / "run.log").read_text()
        self._check()

    def _check(self) -> None:
        for path in PATHS:
            page, text = self._page(path), self._text(path)
            there = (text, page.draft_content, page.live_content or "")
            for word in self.words[path]:
                assert any(word in one for one in there), (path, word, there)

    def _word(self, kind: str, path: str) -> str:
        self.number += 1
        word = f"{kind}{self.number}x"
        self.words[path].append(word)
        return word

    def _page(self, path: str) -> StoredPage:
        return next(page for page in self.hub.pages() if page.id == self.ids[path])

    def _file(self, path: str) -> Path:
        return self.checkout.content / path

    def _text(self, path: str) -> str:
        return self._file(path).read_text()


def _opened() -> Iterator[tuple[LocalHub, Checkout]]:
    with TemporaryDirectory() as folder, make_hub() as hub:
        yield hub, Checkout(Path(folder), hub.url, config=NO_LIMITS)


def _with(text: str, part: str, word: str) -> str:
    """The text with a word more in one of its parts; at its end where that is gone."""
    return re.sub(rf"\b{part}\b", f"{part} {word}", text, count=1)


def _settled(text: str) -> str:
    """Both sides of each conflict, one after the other; of two values, the web's."""

    def settle(match: re.Match[str]) -> str:
        ours, theirs = match["ours"], match["theirs"]
        is_front = match.start() < text.index("\n---\n")
        if is_front or ours == theirs:
            return theirs
        return f"{ours}\n{theirs}"

    return _CONFLICT.sub(settle, text)


def play(born: Nursery, *, examples: int, steps: int) -> None:
    machine = type("Played", (Pulling,), {"born": born})
    run_state_machine_as_test(
        machine, settings=settings(max_examples=examples, stateful_step_count=steps, deadline=None)
    )


def test_every_edit_is_somewhere_in_the_end() -> None:
    with nursery() as born:
        play(born, examples=6, steps=12)


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_every_edit_is_somewhere_in_the_end_of_many() -> None:
    with nursery() as born:
        play(born, examples=300, steps=20)
