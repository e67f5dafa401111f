"""How a history ended: as the files want it, or with a conflict that each run names."""

from collections.abc import Sequence
from functools import lru_cache

from execsync.core.choices import Status
from execsync.core.resource import Page
from execsync.core.serde import load_state
from execsync.core.state import PageState, State
from tests.simulation.disk import STATE, Files
from tests.simulation.history import Broken, History
from tests.simulation.hub import COLLEAGUE, Event
from tests.simulation.points import Fate
from tests.simulation.run import Told, World
from tests.simulation.stored import StoredPage

SILENT = "unseen: an edit of the draft that moves no time; the next write sees it"
COVERED = "unseen: an edit of the draft whose time our update covers; the next write sees it"
DRAFTS = (SILENT, COVERED)
"""The ends that are as they are called only if the next write sees it."""
KINDS = (
    ("EX902", "a second page"),
    ("may have been created", "a page that may be ours"),
    ("conflict", "an edit on the web"),
    ("archived on the web, and", "an archived page, and another one like it"),
    ("blocked", "a page of the same title"),
)
"""What is named, by words of the run."""


def judge_end(history: History) -> str:
    """All is as the files want it and nothing is left to do, or what stands in the way is named each time.

    Raises Broken.
    """
    quiet, last = history.told[1:], history.told[-2:]
    if bad := [told for told in quiet if told.code not in (0, 1)]:
        raise Broken(f"a quiet run ended with {bad[0].code}: {bad[0].words}")
    if last[1].writes:
        raise Broken("the last run still had something to write")
    if "journal.jsonl" in history.world.files:
        raise Broken("a journal is left")
    if (last[0].code, last[0].words) != (last[1].code, last[1].words):
        raise Broken(f"the last two runs differ: {last[0].words} {last[1].words}")
    return _judge_conflict(history, last[1]) if last[1].code else _judge_success(history, last[1])


def judge_next(end: str, told: Told, events: tuple[Event, ...]) -> str:
    """After an edit that no list shows: the next run that wants to write finds it, and writes nothing."""
    written = any(event.is_write_of_key for event in events)
    if told.code == 1 and told.names("edited on the web") and not written:
        return end
    return f"broken: a draft was not seen before the next write: {told.words}"


def state_of(files: Files) -> State:
    """State as its file has it."""
    data = files.get(STATE)
    return _parsed(data) if data else State("none")


@lru_cache(maxsize=4096)
def _parsed(data: bytes) -> State:
    return load_state(data)


def _judge_conflict(history: History, told: Told) -> str:
    is_disturbed = history.act or "State" in history.loss or Fate.LATE.value in history.loss
    if not is_disturbed:
        raise Broken(f"a conflict without a cause: {told.words}")
    if not any(told.names(path) for path in ("a.md", "b.md", "c.md")):
        raise Broken(f"the conflict is not named: {told.words}")
    words = " ".join(told.words)
    return next((f"named: {kind}" for sign, kind in KINDS if sign in words), f"named: {words}")


def _judge_success(history: History, told: Told) -> str:
    difference = _difference(history)
    if not difference:
        return "settled"
    if told.names("archived on the web"):
        return "named: archived on the web"
    if history.act == "edit of the draft" and difference.endswith(": text"):
        manners = history.world.hub.manners
        if manners.silent_drafts or manners.whole_seconds:
            return SILENT
        if _is_covered(history.events):
            return COVERED
    raise Broken(f"ended with 0, but {difference}")


def _is_covered(events: Sequence[Event]) -> bool:
    """Whether a colleague's act came after our last look at a page, and right before our update of it."""
    at = next(number for number, event in enumerate(events) if event.who == COLLEAGUE)
    before, after = events[at - 1 : at], events[at + 1 : at + 2]
    verbs = [event.verb for event in (*before, *after) if event.page_id == events[at].page_id]
    return verbs in (["look", "update"], ["update", "update"])


def _difference(history: History) -> str:
    state, world = state_of(history.world.files), history.world
    if state.in_doubt:
        return "something is in doubt"
    if set(state.pages) != {page.path for page in history.scene.pages}:
        return "State has other pages"
    for page in history.scene.pages:
        entry, stored = state.pages[page.path], world.hub.pages[state.pages[page.path].id]
        if differs := _differs(page, stored, world) or _is_unsettled(entry, stored):
            return f"{page.path}: {differs}"
    return ""


def _differs(page: Page, stored: StoredPage, world: World) -> str:
    hub = world.hub
    sources = {hub.sources[ref.url].id for ref in page.sources}
    text = (hub.stored_title(page.title), hub.stored_text(page.body.text()))
    live = stored.live and (stored.live.title, stored.live.text)
    same = {
        "archived": not stored.is_archived,
        "text": (stored.title, stored.text) == text,
        "live": live == text or page.status is Status.DRAFT,
        "folders": set(stored.folder_ids) == set(page.folder_ids),
        "visibility": stored.visibility == page.visibility.value,
        "sources": set(stored.source_ids) == sources,
    }
    return ", ".join(name for name, is_same in same.items() if not is_same)


def _is_unsettled(entry: PageState, stored: StoredPage) -> str:
    left = {
        "drift": entry.drift,
        "archived": entry.archived,
        "doubles": entry.doubles,
        "retiring": entry.retiring,
        "status": entry.status != stored.status,
    }
    return ", ".join(f"State says {name}" for name, is_left in left.items() if is_left)
