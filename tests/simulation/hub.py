"""A hub in memory: pages, sources, whoever works on them, and a log of all that was done."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal

from tests.simulation.clock import SECOND, Clock
from tests.simulation.stored import StoredPage, StoredSource

Who = Literal["key", "colleague"]
KEY: Who = "key"
COLLEAGUE: Who = "colleague"
OWNER = "owner"
WRITES = ("create", "update", "archive")
BEGIN = datetime(2027, 1, 15, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Manners:
    """How the hub behaves where its reference leaves that open."""

    whole_seconds: bool = False
    """Whether times are shown without fractions."""
    list_lag: float = 0.0
    """Seconds that lists of pages are late."""
    silent_drafts: bool = False
    """Whether an edit of the draft alone leaves `updated_at` as it was."""
    rewrites: bool = False
    """Whether titles and Markdown are stored in another spelling than they were sent in."""
    archived_are_gone: bool = False
    """Whether an archived page is not found any more, where another hub shows it with that status."""
    extraction: float = 0.0
    """Seconds until a source is ready."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that was asked or done. `before` and `after` are the page that it was about."""

    who: Who
    verb: str
    before: StoredPage | None = None
    after: StoredPage | None = None

    @property
    def is_write_of_key(self) -> bool:
        """Whether it is one of ours that changed a page."""
        return self.who == KEY and self.verb in WRITES

    @property
    def page_id(self) -> str:
        """The id of the page, or nothing."""
        page = self.after or self.before
        return page.id if page else ""


class SimulatedHub:
    """Everything that the hub keeps. Forked by `copy`, which shares the values and nothing else."""

    def __init__(self, clock: Clock, manners: Manners) -> None:
        self.clock = clock
        self.manners = manners
        self.pages: dict[str, StoredPage] = {}
        self.sources: dict[str, StoredSource] = {}
        self.events: list[Event] = []
        self.delayed: list[Mapping[str, object]] = []
        """Creations of the key that are still on their way."""
        self.past: list[tuple[int, StoredPage]] = []
        """Each page as it became at a time, for lists that are late."""

    def copy(self, clock: Clock) -> "SimulatedHub":
        """The same hub, to go another way from here."""
        other = SimulatedHub(clock, self.manners)
        other.pages, other.sources = dict(self.pages), dict(self.sources)
        other.delayed = list(self.delayed)
        other.events, other.past = list(self.events), list(self.past)
        return other

    @property
    def key(self) -> tuple[object, ...]:
        """What two hubs share from which every run goes the same way."""
        pages, sources = tuple(self.pages.values()), tuple(self.sources.values())
        return self.clock.now, pages, sources, tuple(self.past)

    @property
    def live(self) -> list[StoredPage]:
        """The pages that are not archived, oldest first."""
        return [page for page in self.pages.values() if not page.is_archived]

    def log(self, verb: str, page: StoredPage | None = None) -> None:
        """Write down that the key has asked for something."""
        self.events.append(Event(KEY, verb, page, page))

    def make(
        self,
        who: Who,
        fields: Mapping[str, object],
        *,
        origin: str = "created",
        verb: str = "create",
    ) -> StoredPage:
        """A new page."""
        now = self._tick()
        number = len(self.pages) + 1
        page = StoredPage(
            id=f"page-{number:03}",
            owner=OWNER if who == KEY else COLLEAGUE,
            made_as=str(fields["title"]),
            title="",
            text="",
            visibility=str(fields.get("visibility", "workspace")),
            made=now,
            changed=now,
            origin=origin,
        )
        return self._put(who, verb, None, self._written(page, fields))

    def land(self) -> None:
        """Carry out what was still on its way."""
        while self.delayed:
            self.make(KEY, self.delayed.pop(0), verb="land")

    def change(
        self, who: Who, page_id: str, fields: Mapping[str, object], *, verb: str = "update"
    ) -> StoredPage:
        """Change the fields given; a draft becomes live only where `status` says so."""
        before = self.pages[page_id]
        after = self._written(before, fields)
        only_draft = after.live == before.live and not fields.keys() & {"folder_ids", "source_ids"}
        now = self._tick()
        if not (only_draft and self.manners.silent_drafts):
            after = replace(after, changed=now)
        return self._put(who, verb, before, after)

    def archive(self, who: Who, page_id: str) -> StoredPage:
        """Take a page out of the lists."""
        before = self.pages[page_id]
        if before.is_archived:
            return before
        after = replace(before, is_archived=True, changed=self._tick())
        return self._put(who, "archive", before, after)

    def unarchive(self, page_id: str) -> StoredPage:
        """Put a page back into the lists, as only the web can."""
        before = self.pages[page_id]
        after = replace(before, is_archived=False, changed=self._tick())
        return self._put(COLLEAGUE, "unarchive", before, after)

    def source(self, url: str, title: str) -> tuple[StoredSource, bool]:
        """The source of an address, and whether it is new."""
        if url in self.sources:
            return self.sources[url], False
        now = self._tick()
        ready = now + round(self.manners.extraction * SECOND)
        made = StoredSource(f"source-{len(self.sources) + 1:03}", url, title, now, ready)
        self.sources[url] = made
        return made, True

    def listed(self) -> list[StoredPage]:
        """Every page as the lists show it now, archived ones too, in the order of creation."""
        if not self.manners.list_lag:
            return list(self.pages.values())
        shown = self.clock.now - round(self.manners.list_lag * SECOND)
        return list({page.id: page for when, page in self.past if when <= shown}.values())

    def show_time(self, when: int) -> str:
        """A time as the hub's answers write it."""
        time = BEGIN + timedelta(microseconds=when)
        return (time.replace(microsecond=0) if self.manners.whole_seconds else time).isoformat()

    def stored_title(self, title: str) -> str:
        """A title in the hub's spelling."""
        return title.strip().replace("'", "\u2019") if self.manners.rewrites else title

    def stored_text(self, text: str) -> str:
        """A Markdown text in the hub's spelling."""
        return f"{text.replace('* ', '- ').rstrip()}\n" if self.manners.rewrites else text

    def _tick(self) -> int:
        """The time by now; no two things happen at once."""
        self.clock.now += 1
        return self.clock.now

    def _put(self, who: Who, verb: str, before: StoredPage | None, after: StoredPage) -> StoredPage:
        self.pages[after.id] = after
        if self.manners.list_lag:
            self.past.append((self.clock.now, after))
        self.events.append(Event(who, verb, before, after))
        return after

    def _written(self, page: StoredPage, fields: Mapping[str, object]) -> StoredPage:
        title, text = fields.get("title"), fields.get("content")
        lists = {name: fields[name] for name in _LISTS if name in fields}
        page = replace(
            page,
            title=self.stored_title(str(title)) if title is not None else page.title,
            text=self.stored_text(str(text)) if text is not None else page.text,
            **{name: tuple(value) for name, value in lists.items()},  # type: ignore[arg-type]
        )
        return page.published() if fields.get("status") == "published" else page


_LISTS = ("folder_ids", "skill_ids", "source_ids")
