"""What is promised, held against one history.

This API lets nobody see some histories, and in some State was lost with what it knew. Such a history is told
by what happened in it, never by its name, and is counted by what became of it.
"""

from collections.abc import Iterator, Sequence

from execsync.core.digest import body_digest
from execsync.core.look_alike import look_of
from tests.simulation.clock import SECOND
from tests.simulation.ending import judge_end, state_of
from tests.simulation.history import Broken, History
from tests.simulation.hub import COLLEAGUE, KEY, OWNER, Event
from tests.simulation.scenes import OTHER, ours
from tests.simulation.stored import StoredPage

FIELDS = ("title", "text", "live", "folder_ids")
ARCHIVING = ("replacement", "archive")
"""The scenes in which a page is to go."""
LATE_LISTS = 10.0
"""Seconds after which a look, on a hub whose lists are late, must have seen an archiving."""
SAME_MOMENT = "in the same moment"


def judge(history: History) -> str:
    """How a history ended, in words that begin with "broken" where a promise was not kept."""
    try:
        special = [*_check_edits(history), *_check_pages(history)]
        _check_archives(history)
        end = judge_end(history)
    except Broken as error:
        return f"broken: {error}"
    return special[0] if special else end


def _check_edits(history: History) -> Iterator[str]:
    """No edit of a colleague was overwritten, unless nobody could have seen it."""
    edited: dict[tuple[str, str], int] = {}
    for number, event in enumerate(history.events):
        if event.before is None or event.after is None or event.verb not in ("update", "archive"):
            continue
        changed = [f for f in FIELDS if getattr(event.before, f) != getattr(event.after, f)]
        if event.who == COLLEAGUE:
            edited |= {(event.page_id, name): number for name in changed}
            continue
        if event.before.owner != OWNER:
            raise Broken(f"{event.verb} of a page of somebody else")
        touched = [*FIELDS] if event.verb == "archive" else changed
        if "live" in touched:
            touched += ["title", "text"]
        lost = [edited.pop((event.page_id, name), -1) for name in touched]
        if (edit := max(lost, default=-1)) >= 0:
            yield _excuse(history, edit, number)


def _excuse(history: History, edit: int, write: int) -> str:
    """Why nobody could have seen an edit before a write, or could not by then. Raises Broken."""
    event = history.events[write]
    last = _last_request(history.events, write)
    if last is not None and last < edit and history.events[last].page_id == event.page_id:
        verb = history.events[last].verb
        if verb == "look":
            return f"unseen: an edit between our look and our {event.verb}{_told(history, edit, write)}"
        if verb == event.verb:
            return f"unseen: an edit between two sendings of our {event.verb}"
    is_known = history.has("update_page")
    if not is_known and _is_as_known(history, history.events[edit].after):
        return "forgotten: a text that was put back just as the State that was left has it"
    raise Broken(f"an edit was lost to our {event.verb}")


def _last_request(events: Sequence[Event], write: int) -> int | None:
    return next((at for at in reversed(range(write)) if events[at].who == KEY), None)


def _told(history: History, edit: int, write: int) -> str:
    """Whether the run has told of it, which it must where the answer to its write shows a version more."""
    event, run = history.events[edit], history.told[0]
    if run.names(SAME_MOMENT):
        return ", told by the run"
    was_published = event.before and event.after and event.before.versions != event.after.versions
    if was_published and history.events[write].verb == "update" and run.code == 0:
        raise Broken(f"an edit in the same moment is not told: {run.words}")
    return ""


def _is_as_known(history: History, page: StoredPage | None) -> bool:
    """Whether State, as it was left, has seen a page just as it is."""
    entries = state_of(history.left).pages.values()
    seen = next((e.observed for e in entries if page and e.id == page.id), None)
    if page is None or seen is None:
        return False
    return (seen.title, seen.body) == (page.title, body_digest(page.text))


def _check_archives(history: History) -> None:
    """Only the page that was to go went, and only after another one was made where one takes its place."""
    made = set[str]()
    for event in history.events:
        page = event.before
        if event.who == KEY and event.verb in ("create", "land"):
            made.add(event.page_id)
        if event.who != KEY or event.verb != "archive" or page is None:
            continue
        if page.made_as == OTHER.title or history.scene.name not in ARCHIVING:
            raise Broken("a page was archived that nobody wanted to go")
        if history.scene.name == "replacement" and not made - {page.id}:
            raise Broken("a page was archived before another one took its place")


def _check_pages(history: History) -> Iterator[str]:
    """No page twice, unless it is named; no page of somebody else is ours; none is made again."""
    state, hub = state_of(history.world.files), history.world.hub
    owned = state.owned_ids()
    if any(hub.pages[page_id].owner != OWNER for page_id in owned):
        raise Broken("a page of somebody else was taken for ours")
    live = [*ours(hub.live)]
    wanted = any(page is not OTHER for page in history.scene.pages)
    for page in live:
        is_named = all(told.code == 1 and told.names(page.id) for told in history.told[-2:])
        is_alone = not wanted and len(live) == 1
        if page.id not in owned and not (is_named or is_alone or _was_put_back(history, page)):
            yield _excuse_double(history, page)
    yield from _check_made_again(history)


def _was_put_back(history: History, page: StoredPage) -> bool:
    """Whether a colleague has taken it out of the archive, into which we had put it."""
    return any(
        event.who == COLLEAGUE and event.page_id == page.id and _is_back(event)
        for event in history.events
    )


def _is_back(event: Event) -> bool:
    before, after = event.before, event.after
    return before is not None and after is not None and before.is_archived > after.is_archived


def _excuse_double(history: History, page: StoredPage) -> str:
    """Why a page could not be known for ours. Raises Broken."""
    file = history.scene.file
    looks_other = look_of(page.title, page.folder_ids) != look_of(file.title, file.folder_ids)
    if looks_other and not history.knew(page.id):
        if "state.toml" not in history.left:
            return "forgotten: no State was left, and the page had another title or other folders"
        if page.text != history.world.hub.stored_text(file.body.text()):
            return "forgotten: State went back, and the page shared neither title nor text with its file"
    raise Broken(f"a page of ours that is not known, nor named: {page.id}")


def _check_made_again(history: History) -> Iterator[str]:
    """A page that was archived on the web is not made again, unless nobody could have known of it."""
    archived = None
    for number, event in enumerate(history.events):
        if event.after is None or not [*ours([event.after])]:
            continue
        if event.who == COLLEAGUE and event.verb == "archive":
            archived = number
        elif event.who == KEY and event.verb == "create" and archived is not None:
            yield _excuse_made_again(history, archived, number)


def _excuse_made_again(history: History, archived: int, made: int) -> str:
    page_id, last = history.events[archived].page_id, _last_request(history.events, made)
    if last is not None and last < archived and history.events[last].verb == "look":
        return "unseen: an archiving between our look and our replacement"
    since = next(at for at, e in enumerate(history.events) if e.page_id == page_id)
    if history.events[since].verb == "land" and not _was_listed(history.events[since:made]):
        return "unseen: a creation that landed after our last look, and an archiving of it at once"
    passed = _seconds_between(history.events[archived], history.events[made])
    if history.world.hub.manners.list_lag and passed < LATE_LISTS:
        return "unseen: an archiving that the lists, which are late, did not show yet"
    if not history.knew(page_id):
        return "forgotten: a page that the State that was left does not know was archived"
    raise Broken("a page was made again after it was archived on the web")


def _was_listed(events: Sequence[Event]) -> bool:
    return any(event.verb == "list" for event in events)


def _seconds_between(one: Event, other: Event) -> float:
    changes = [event.after.changed for event in (one, other) if event.after]
    return (changes[-1] - changes[0]) / SECOND
