"""Any series of edits, renames, deletions, web edits and crashes ends with hub = files, or a named conflict.

The model is small: what each file says, and what a colleague made of pages since we last wrote them.
"""

import tempfile
import threading
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NoReturn

import pytest
from hypothesis import HealthCheck, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from execsync.config import load
from execsync.localhub import Quirks
from execsync.localhub.markdown import normalise
from execsync.localhub.stored import StoredPage
from execsync.workspace import Workspace
from tests.crash.quick import WHERE, Assassin, quick
from tests.support.checkout import Checkout, Ended
from tests.support.hub import live_pages, make_hub

PATHS = st.sampled_from([f"{name}.md" for name in ("a", "b", "c", "d", "in/a", "in/b")])
TITLES = st.sampled_from(["One", "Two", "Three"])
BODIES = st.sampled_from(
    ["", "Words.", "* a\n* b", "Head\n====\n\nOther words.", "Words and more."]
)
URLS = st.lists(st.sampled_from(["https://example.com/1", "https://example.com/2"]), unique=True)
QUIRKS = st.builds(
    Quirks,
    rewrites_markdown=st.booleans(),
    draft_status=st.sampled_from(["keeps_live", "unpublishes"]),
    time_resolution=st.sampled_from(["seconds", "microseconds"]),
    writes_answer_with_draft=st.booleans(),
    equal_draft=st.sampled_from(["null", "given"]),
    archived_page=st.sampled_from(["readable", "gone"]),
    reposted_source=st.sampled_from(["revives", "makes_new"]),
)


@dataclass(frozen=True)
class Wish:
    """What a file says."""

    title: str
    body: str
    status: str
    folder: str
    urls: tuple[str, ...]


WISHES = st.builds(
    Wish,
    TITLES,
    BODIES,
    st.sampled_from(["draft", "published"]),
    st.sampled_from(["f1", "f2"]),
    URLS.map(tuple),
)


class Crash(BaseException):
    """The sudden end of a run. No handler of the program knows it."""


def crash() -> NoReturn:
    raise Crash


class Team(RuleBasedStateMachine):
    """A writer with a checkout, a colleague on the web, and power cuts."""

    def __init__(self) -> None:
        super().__init__()
        self.wishes: dict[str, Wish] = {}
        self.edited: dict[str, StoredPage] = {}
        """Pages by id, as a colleague left them."""
        self.exits = ExitStack()

    @initialize(quirks=QUIRKS)
    def begin(self, quirks: Quirks) -> None:
        note(f"{quirks}")
        self.hub = self.exits.enter_context(make_hub(quirks=quirks))
        self.exits.enter_context(quick(look_again=0.0))
        folder = Path(self.exits.enter_context(tempfile.TemporaryDirectory()))
        self.checkout = Checkout(folder, self.hub.url)
        self.checkout.configure("[limits]\nper_minute = 0\nper_day = 0\n")

    @rule(path=PATHS, wish=WISHES)
    def write(self, path: str, wish: Wish) -> None:
        self._put(path, wish)

    @precondition(lambda self: self.wishes)
    @rule(data=st.data(), body=BODIES)
    def change_text(self, data: st.DataObject, body: str) -> None:
        path = data.draw(st.sampled_from(sorted(self.wishes)))
        self._put(path, replace(self.wishes[path], body=body))

    @precondition(lambda self: self.wishes)
    @rule(data=st.data(), new=PATHS)
    def rename(self, data: st.DataObject, new: str) -> None:
        old = data.draw(st.sampled_from(sorted(self.wishes)))
        if new not in self.wishes:
            self.checkout.rename(old, new)
            self.wishes[new] = self.wishes.pop(old)

    @precondition(lambda self: self.wishes)
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        path = data.draw(st.sampled_from(sorted(self.wishes)))
        self.checkout.remove(path)
        del self.wishes[path]

    @rule(
        data=st.data(),
        title=TITLES,
        content=BODIES,
        part=st.sampled_from(["title", "content", "folder"]),
    )
    def edit_on_the_web(self, data: st.DataObject, title: str, content: str, part: str) -> None:
        owned = self._owned()
        if not owned:
            return
        page_id = data.draw(st.sampled_from(sorted(owned.values())), label="page")
        # Within one second of our write nobody could tell: times may be shown in whole seconds.
        self.hub.advance(1)
        changes: dict[str, Any] = {
            "title": {"title": f"{title} of the web"},
            "content": {"content": f"{content}\n\nBy a colleague."},
            "folder": {"folder_ids": ["f3"]},
        }
        publish = data.draw(st.booleans(), label="publish")
        self.hub.web.edit(page_id, publish=publish, **changes[part])
        self.hub.advance(1)
        self.edited[page_id] = self._stored(page_id)

    @rule(data=st.data())
    def delete_a_source_on_the_web(self, data: st.DataObject) -> None:
        live = [source.id for source in self.hub.sources() if source.archived_at is None]
        if live:
            self.hub.web.delete_source(data.draw(st.sampled_from(sorted(live)), label="source"))

    @precondition(lambda self: self.edited)
    @rule(data=st.data())
    def take_the_webs_text(self, data: st.DataObject) -> None:
        """The writer settles a conflict by writing what the web shows into the file."""
        owned = {path: i for path, i in self._owned().items() if path in self.wishes}
        paths = sorted(path for path, page_id in owned.items() if page_id in self.edited)
        if paths:
            path = data.draw(st.sampled_from(paths))
            page = self._stored(owned[path])
            wish = self.wishes[path]
            known = Workspace(load(self.checkout.folder / "execsync.toml")).load().state.pages[path]
            self._put(
                path,
                Wish(
                    page.draft_title,
                    page.draft_content,
                    page.status,
                    page.folder_ids[0],
                    known.sources,
                ),
            )
            note(f"was {wish}")

    @rule()
    def apply(self) -> None:
        self._check(self._apply())

    @rule()
    def overwrite(self) -> None:
        ended = self._apply("--on-drift", "overwrite")
        assert ended.code == 0, ended
        self._forget_what_was_overwritten()
        self._check(self._apply())

    @rule(at=st.integers(1, 14), where=st.sampled_from(WHERE), overwrite=st.booleans())
    def crash(self, at: int, where: str, overwrite: bool) -> None:
        with Assassin(at, where, crash).watching():
            try:
                self._apply(*(["--on-drift", "overwrite"] if overwrite else []))
            except Crash:
                note("crashed")
        if overwrite:
            self._forget_what_was_overwritten()

    def _forget_what_was_overwritten(self) -> None:
        """Edits of pages without a file stay: nothing is written to those."""
        kept = {i: page for i, page in self.edited.items() if page == self._stored(i)}
        self.edited = kept

    def teardown(self) -> None:
        try:
            if hasattr(self, "checkout"):
                self._check(self._apply())
                self._check(self._apply())
        finally:
            self.exits.close()

    def _put(self, path: str, wish: Wish) -> None:
        self.wishes[path] = wish
        self.checkout.page(
            path,
            title=wish.title,
            body=wish.body,
            status=wish.status,
            folder_ids=[wish.folder],
            sources=list(wish.urls),
        )

    def _apply(self, *options: str) -> Ended:
        try:
            ended = self.checkout.call("apply", "--yes", *options)
        finally:
            for thread in threading.enumerate():
                if thread.name.startswith("worker-"):
                    thread.join()
            exchanges = self.hub._parts.exchanges
            self.hub.wait_for(lambda seen: len(seen) == exchanges._last)
        note(f"{ended.code}\n{ended.out}{ended.err}")
        return ended

    def _stored(self, page_id: str) -> StoredPage:
        return next(page for page in self.hub.pages() if page.id == page_id)

    def _owned(self) -> dict[str, str]:
        """Path → id, what the journal knows included."""
        state = Workspace(load(self.checkout.folder / "execsync.toml")).load().state
        return {path: page.id for path, page in state.pages.items()}

    def _check(self, ended: Ended) -> None:
        """Every file is its page, or a named conflict; no page is there that State does not know."""
        owned = self._owned()
        assert sorted(owned.values()) == sorted(page.id for page in live_pages(self.hub))
        named = {path for path in self.wishes if f"! {path} " in ended.out}
        for path, wish in self.wishes.items():
            if path not in owned:
                # A renamed page that a colleague edited keeps its old path until that is settled.
                assert path in named, f"{path} has no page"
            elif self._shows(page := self._stored(owned[path]), wish):
                self.edited.pop(page.id, None)
            else:
                assert page.id in self.edited, f"{path} is not as its file says"
                assert page == self.edited[page.id], f"{path} was written over"
                assert path in named, f"{path} is not named"
        assert ended.code == (1 if named else 0)
        assert not named or self.edited, f"{named} are no conflicts"

    def _shows(self, page: StoredPage, wish: Wish) -> bool:
        body = wish.body.strip("\n")
        if self.hub.settings.quirks.rewrites_markdown:
            body = normalise(body).strip("\n")
        texts = (
            [page.draft_content]
            if wish.status == "draft"
            else [page.draft_content, page.live_content]
        )
        titles = (
            [page.draft_title] if wish.status == "draft" else [page.draft_title, page.live_title]
        )
        return (
            all(title == wish.title for title in titles)
            and all((text or "").strip("\n") == body for text in texts)
            and (wish.status == "draft" or page.status == "published")
            and set(page.folder_ids) == {wish.folder}
        )


QUICK = settings(
    max_examples=12,
    stateful_step_count=12,
    deadline=None,
    print_blob=True,
    suppress_health_check=list(HealthCheck),
)


def test_any_history_ends_with_hub_as_files_or_a_named_conflict() -> None:
    run_state_machine_as_test(Team, settings=QUICK)


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_very_many_histories_end_with_hub_as_files_or_a_named_conflict() -> None:
    run_state_machine_as_test(
        Team, settings=settings(QUICK, max_examples=300, stateful_step_count=25)
    )
