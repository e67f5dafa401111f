"""What is promised, held against one history: what was told, what the hub saw, and how all ended."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from execsync.core.choices import Status
from execsync.core.resource import Page
from execsync.core.serde import load_state
from execsync.core.state import PageState, State
from tests.simulation.disk import STATE
from tests.simulation.hub import COLLEAGUE, KEY, OWNER, Event
from tests.simulation.run import Told, World
from tests.simulation.scenes import OTHER, Scene
from tests.simulation.stored import StoredPage

FIELDS = ("title", "text", "live", "folder_ids")


@dataclass(frozen=True, slots=True)
class History:
    """`told` are the disturbed run and the quiet ones; `world` is how it ended."""

    scene: Scene
    script: tuple[tuple[int, str], ...]
    act: str
    loss: str
    told: Sequence[Told]
    events: Sequence[Event]
    world: World


class Broken(Exception):
    """A promise was not kept."""


def judge(history: History) -> str:
    """How a history ended, in words that begin with "broken" where a promise was not kept."""
    try:
        windows = [*_check_edits(history.events)]
        _check_archives(history)
        _check_pages(history)
        return windows[0] if windows else _check_end(history)
    except Broken as error:
        return f"broken: {error}"


def _check_edits(events: Sequence[Event]) -> Iterator[str]:
    """No edit of a colleague was overwritten, unless nobody could have seen it."""
    edited: dict[tuple[str, str], int] = {}
    for number, event in enumerate(events):
        if event.before is None or event.after is None or event.verb not in ("update", "archive"):
            continue
        changed = [f for f in FIELDS if getattr(event.before, f) != getattr(event.after, f)]
        if event.who == COLLEAGUE:
            edited |= {(event.page_id, name): number for name in changed}
            continue
        if event.before.owner != OWNER:
            raise Broken(f"{event.verb} of a page of somebody else")
        touched = FIELDS if event.verb == "archive" else changed
        if "live" in touched:
            touched = [*touched, "title", "text"]
        lost = [at for name in touched if (at := edited.get((event.page_id, name))) is not None]
        if lost:
            yield _window(events, max(lost), number)
        edited = {
            key: at
            for key, at in edited.items()
            if key[0] != event.page_id or key[1] not in touched
        }


def _window(events: Sequence[Event], edit: int, write: int) -> str:
    """Why nobody could have seen an edit before a write. Raises Broken where it could be seen."""
    asked = [at for at in range(write) if events[at].who == KEY]
    event, last = events[write], events[asked[-1]] if asked else None
    if last is not None and asked[-1] < edit and last.page_id == event.page_id:
        if last.verb == "look":
            return f"unseen: an edit between our look and our {event.verb}"
        if last.verb == event.verb:
            return f"unseen: an edit between two sendings of our {event.verb}"
    raise Broken(f"an edit was lost to our {event.verb}")


def _check_archives(history: History) -> None:
    """Only the page that was to go went, and only after another one was made where one takes its place."""
    made = set[str]()
    for event in history.events:
        page = event.before
        if event.who == KEY and event.verb == "create":
            made.add(event.page_id)
        if event.who != KEY or event.verb != "archive" or page is None:
            continue
        if page.made_as == OTHER.title or history.scene.name not in ARCHIVING:
            raise Broken("a page was archived that nobody wanted to go")
        if history.scene.name == "replacement" and not made - {page.id}:
            raise Broken("a page was archived before another one took its place")


ARCHIVING = ("replacement", "archive")


def _check_pages(history: History) -> None:
    """No page twice, unless it is named; no page of somebody else is ours; none is made again."""
    state, hub = _state(history.world), history.world.hub
    owned = {page_id for page in state.pages.values() for page_id in (page.id, *page.retiring)}
    for page_id in owned:
        if hub.pages[page_id].owner != OWNER:
            raise Broken("a page of somebody else was taken for ours")
    back = {e.page_id for e in history.events if e.who == COLLEAGUE and _is_back(e)}
    live = [page for page in history.scene.ours(hub.live)]
    lone = [page for page in live if page.id not in owned]
    wanted = any(page is not OTHER for page in history.scene.pages)
    for page in lone:
        if page.id in back or (not wanted and len(live) == 1):
            continue
        if not all(told.code == 1 and told.names(page.id) for told in history.told[-2:]):
            raise Broken(
                "a second page, not named" if len(live) > 1 else "a page of ours, not known"
            )
    _check_made_again(history)


def _is_back(event: Event) -> bool:
    return bool(
        event.before and event.after and event.before.is_archived and not event.after.is_archived
    )


def _check_made_again(history: History) -> None:
    archived = False
    for event in history.events:
        if event.after is None or event.after.made_as == OTHER.title or event.after.owner != OWNER:
            continue
        if event.who == COLLEAGUE and event.verb == "archive":
            archived = True
        elif event.who == KEY and event.verb == "create" and archived:
            raise Broken("a page was made again after it was archived on the web")


def _check_end(history: History) -> str:
    """All is as the files want it and nothing is left to do, or what stands in the way is named each time."""
    last = history.told[-2:]
    for told in history.told[1:]:
        if told.code not in (0, 1):
            raise Broken(f"a quiet run ended with {told.code}")
    if last[1].writes:
        raise Broken("the last run still had something to write")
    if "journal.jsonl" in history.world.files:
        raise Broken("a journal is left")
    if all(told.code == 0 for told in last):
        difference = _difference(history)
        if not difference:
            return "settled"
        if all(told.names("archived on the web") for told in last):
            return "held: archived on the web"
        raise Broken(f"ended with 0, but {difference}")
    if not all(told.code == 1 for told in last):
        raise Broken("the last two runs ended differently")
    if not history.act and "State" not in history.loss:
        raise Broken(f"a conflict without a cause: {last[1].words}")
    if last[0].words != last[1].words:
        raise Broken(f"named differently: {last[0].words} {last[1].words}")
    if not any(last[1].names(path) for path in ("a.md", "b.md", "c.md")):
        raise Broken("the conflict is not named")
    return f"named: {_kind(last[1])}"


def _kind(told: Told) -> str:
    words = " ".join(told.words)
    for sign, kind in (
        ("EX902", "a second page"),
        ("creation", "a page that may be ours"),
        ("conflict", "an edit on the web"),
        ("blocked", "a page of the same title"),
    ):
        if sign in words:
            return kind
    return words


def _difference(history: History) -> str:
    state, world = _state(history.world), history.world
    if state.doubts:
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


@lru_cache(maxsize=4096)
def _parsed(data: bytes) -> State:
    return load_state(data)


def _state(world: World) -> State:
    data = world.files.get(STATE)
    return _parsed(data) if data else State("none")
