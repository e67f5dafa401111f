"""What a colleague may do on the web: to a page of ours, or beside it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from execsync.core.resource import Page
from tests.simulation.hub import COLLEAGUE, SimulatedHub
from tests.simulation.points import Happening, Points
from tests.simulation.stored import StoredPage

TEXT = "Words of a colleague."
TITLE = "A colleague's title"
FOLDER = "folder-9"

Do = Callable[[SimulatedHub, StoredPage], object]


def _is_live(page: StoredPage) -> bool:
    return not page.is_archived


@dataclass(frozen=True, slots=True)
class Act:
    """`do` is done to one page of ours, of those that it `applies` to."""

    name: str
    do: Do
    applies: Callable[[StoredPage], bool] = _is_live


def acts_on(ours: Iterable[StoredPage], file: Page) -> Iterator[tuple[str, Happening]]:
    """Every act by its name: one on each of the pages, and pages made beside that of a file."""
    for page in ours:
        for act in ACTS:
            if act.applies(page):
                yield act.name, _act(act, page)
    for name, text in (("a page of the same title", TEXT), ("a page just alike", file.body.text())):
        yield name, _make(file, text)


def _act(act: Act, page: StoredPage) -> Happening:
    def happen(points: Points) -> None:
        act.do(points.hub, points.hub.pages[page.id])

    return happen


def _make(file: Page, text: str) -> Happening:
    fields = {
        "title": file.title,
        "content": text,
        "status": file.status.value,
        "folder_ids": file.folder_ids,
    }

    def happen(points: Points) -> None:
        points.hub.make(COLLEAGUE, fields)

    return happen


def _edit(**fields: object) -> Do:
    return lambda hub, page: hub.change(COLLEAGUE, page.id, fields)


def _restore(hub: SimulatedHub, page: StoredPage) -> None:
    old = page.versions[-2]
    fields = {"title": old.title, "content": old.text, "status": "published"}
    hub.change(COLLEAGUE, page.id, fields)


def _clone(hub: SimulatedHub, page: StoredPage) -> None:
    fields: Mapping[str, object] = {
        "title": page.title,
        "content": page.text,
        "status": page.status,
        "visibility": page.visibility,
        "folder_ids": page.folder_ids,
        "source_ids": page.source_ids,
    }
    hub.make(COLLEAGUE, fields, origin="clone")


ACTS = (
    Act("edit", _edit(content=TEXT, status="published")),
    Act("edit of the draft", _edit(content=TEXT)),
    Act("new title", _edit(title=TITLE, status="published")),
    Act("another folder", _edit(folder_ids=(FOLDER,))),
    Act("archive", lambda hub, page: hub.archive(COLLEAGUE, page.id)),
    Act("publish", _edit(status="published"), lambda page: _is_live(page) and page.has_draft),
    Act("restore", _restore, lambda page: _is_live(page) and len(page.versions) > 1),
    Act("unarchive", lambda hub, page: hub.unarchive(page.id), lambda page: page.is_archived),
    Act("clone", _clone),
)
