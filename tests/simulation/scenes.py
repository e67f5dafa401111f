"""What one run has to do: a create, an update, a move, a replacement, an archive, and their kin."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from execsync.core.choices import Status, Visibility
from execsync.core.planning.options import NONE, PlanOptions
from execsync.core.resource import Body, Page, SourceRef
from tests.simulation.hub import OWNER
from tests.simulation.run import Wish
from tests.simulation.stored import StoredPage

PAGE = Page(
    "a.md",
    "Refunds and 'returns'",
    Body.of("* our words\n* and more"),
    Status.PUBLISHED,
    folder_ids=("folder-1",),
    sources=(SourceRef("https://example.com/1"),),
)
OTHER = Page("b.md", "Another page", Body.of("Something else."), Status.PUBLISHED)


@dataclass(frozen=True, slots=True)
class Scene:
    """`before` was applied, one after another; `wish` is what the run is about."""

    name: str
    before: tuple[tuple[Page, ...], ...]
    pages: tuple[Page, ...]
    allowed: PlanOptions = NONE

    @property
    def file(self) -> Page:
        """The file that the run is about, as it is or was."""
        pages = (*self.pages, *(page for pages in reversed(self.before) for page in pages))
        return next(page for page in pages if page is not OTHER)

    @property
    def next_wish(self) -> Wish:
        """The same, with another text in the file that the run is about."""
        edited = [replace(p, body=NEXT) if p is not OTHER else p for p in self.pages]
        return Wish(tuple(edited), self.allowed)

    @property
    def wish(self) -> Wish:
        """What the files want, and what the command allows."""
        return Wish(self.pages, self.allowed)


def ours(pages: Iterable[StoredPage]) -> Iterator[StoredPage]:
    """The pages that were made for the file that a run is about."""
    return (page for page in pages if page.owner == OWNER and page.made_as != OTHER.title)


def _with(**changes: object) -> Page:
    return replace(PAGE, **changes)  # type: ignore[arg-type]


OLD = Body.of("* our first words")
STRANGER = {"title": "A page of somebody else", "content": "Theirs.", "status": "published"}
NEXT = Body.of("* what comes next")
NEW = Body.of("* our new words")
DRAFT = _with(status=Status.DRAFT)
SCENES = (
    Scene("first create", (), (PAGE,)),
    Scene("create", ((OTHER,),), (PAGE, OTHER)),
    Scene("update", ((OTHER,), (_with(body=OLD), OTHER), (PAGE, OTHER)), (_with(body=NEW), OTHER)),
    Scene("retitle", ((OTHER,), (PAGE, OTHER)), (_with(title="Returns"), OTHER)),
    Scene(
        "into another folder", ((OTHER,), (PAGE, OTHER)), (_with(folder_ids=("folder-2",)), OTHER)
    ),
    Scene("move", ((OTHER,), (PAGE, OTHER)), (OTHER, _with(path="c.md"))),
    Scene(
        "move and change", ((OTHER,), (PAGE, OTHER)), (OTHER, _with(path="c.md", title="Returns"))
    ),
    Scene(
        "replacement",
        ((OTHER,), (PAGE, OTHER)),
        (_with(visibility=Visibility.PRIVATE), OTHER),
        PlanOptions(allow_replace=("a.md",)),
    ),
    Scene("create a draft", ((OTHER,),), (DRAFT, OTHER)),
    Scene("update a draft", ((OTHER,), (DRAFT, OTHER)), (replace(DRAFT, body=NEW), OTHER)),
    Scene("publish", ((OTHER,), (DRAFT, OTHER)), (PAGE, OTHER)),
    Scene("archive", ((OTHER,), (PAGE, OTHER)), (OTHER,), PlanOptions(prune=True)),
)
