"""A life of a small hub with a difference in it: applies, edits, a colleague, and what must hold throughout.

1. Six pages are applied. 2. Files change, one is removed, and a colleague archives a page. 3. The colleague
and a file edit the same page. All of that happens while the difference lasts; then it ends, and the next
runs must find everything as it should be.
"""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from execsync.localhub import LOCAL_KEY, LocalHub
from execsync.localhub.people import OWNER
from execsync.localhub.stored import StoredPage
from tests.crash.quick import quick
from tests.support.checkout import Checkout, Ended
from tests.support.hub import live_pages, make_hub, writes
from tests.support.proxy import proxy_of

from .difference import Difference, Ends

CONFIG = "[limits]\nper_minute = 0\nper_day = 0\n"
ONE, TWO, THREE = (f"https://example.com/{name}" for name in ("one", "two", "three"))
THEIRS = "Written by a colleague."
ALLOW = ("--prune", "--prune-sources", "--allow-archive", "9")

Shape = tuple[str, str, str, frozenset[str], frozenset[str]]
"""A page as a reader sees it: status, text, live text, folders, and the addresses of its sources."""


@dataclass
class Life:
    """The checkout and the hub, and every shape that a page of ours may have by now."""

    checkout: Checkout
    hub: LocalHub
    shapes: dict[str, set[Shape]] = field(default_factory=dict)
    wanted: dict[str, tuple[str, Shape]] = field(default_factory=dict)
    edited: str = ""
    said: str = ""

    def write(
        self,
        path: str,
        title: str,
        body: str,
        *,
        status: str = "published",
        folders: tuple[str, ...] = (),
        sources: tuple[str, ...] = (),
    ) -> None:
        """Write a file, and note how its page may look from here on."""
        self.checkout.page(
            path,
            title=title,
            body=f"{body}\n",
            status=status,
            folder_ids=list(folders),
            sources=list(sources),
        )
        live = body if status == "published" else ""
        shape: Shape = (status, body, live, frozenset(folders), frozenset(sources))
        self.shapes.setdefault(title, set()).add(shape)
        self.wanted[path] = (title, shape)

    def remove(self, path: str) -> None:
        """Remove a file."""
        self.checkout.remove(path)
        del self.wanted[path]

    def apply(self, *options: str) -> Ended:
        """One run; whatever it does, what is promised holds afterwards."""
        ended = self.checkout.call("apply", "--yes", *options)
        text = ended.out + ended.err
        assert LOCAL_KEY not in text
        assert "Traceback" not in text, text
        assert ended.code in (0, 1, 3), text
        self.said += text
        self.check()
        return ended

    def check(self) -> None:
        """No page twice, none half made, no edit lost, and nothing of others touched."""
        ours = [page for page in live_pages(self.hub) if page.owner == OWNER]
        twice = [title for title, n in Counter(page.draft_title for page in ours).items() if n > 1]
        assert twice == []
        for page in ours:
            if page.id != self.edited:
                assert self.shape(page) in self.shapes[page.draft_title], page
        if self.edited:
            assert self.page(self.edited).live_content == THEIRS
        others = {
            page.title: page.draft_content for page in self.hub.pages() if page.owner != OWNER
        }
        assert others == OTHERS

    def shape(self, page: StoredPage) -> Shape:
        """How a page looks."""
        urls = {source.id: source.url for source in self.hub.sources()}
        linked = frozenset(urls[source_id] for source_id in page.source_ids)
        live = page.live_content or ""
        return (page.status, page.draft_content, live, frozenset(page.folder_ids), linked)

    def page(self, page_id: str) -> StoredPage:
        """A page by its id."""
        return next(page for page in self.hub.pages() if page.id == page_id)

    def ours(self, title: str) -> str:
        """The id of our live page of that title; empty where there is none."""
        found = [p for p in live_pages(self.hub) if p.draft_title == title and p.owner == OWNER]
        return found[0].id if found else ""


OTHERS = {"Twin": "Theirs.", **{f"Other {number}": "Theirs." for number in range(6)}}


def begin(life: Life) -> None:
    """A colleague's pages are there, and six files are written."""
    for title, text in OTHERS.items():
        life.hub.web.create(title, text, publish=True, folder_ids=["f2"])
        life.hub.advance(600)
    life.hub.web.add_source(ONE, "Theirs")
    life.write("a.md", "A", "One.", folders=("f1",), sources=(ONE,))
    life.write("b.md", "B", "One.", status="draft")
    life.write("c.md", "C", "One.")
    life.write("d.md", "D", "One.", sources=(THREE,))
    life.write("g.md", "G", "One.")
    life.write("t.md", "Twin", "One.", folders=("f1",))


def change_files(life: Life) -> None:
    """Most files change, one is removed and one is new; a colleague archives a page."""
    life.hub.advance(3600)
    if page_id := life.ours("G"):
        life.hub.web.archive(page_id)
    life.write("a.md", "A", "Two.", folders=("f1", "f2"), sources=(TWO,))
    life.write("b.md", "B", "Two.", status="draft", folders=("f1",))
    life.remove("d.md")
    life.write("e.md", "E", "Fresh.", folders=("f2",), sources=(ONE,))


def edit_both(life: Life) -> None:
    """A colleague publishes an edit of a page whose file changes, too."""
    life.hub.advance(3600)
    life.edited = life.ours("C")
    if life.edited:
        life.hub.web.edit(life.edited, content=THEIRS, publish=True)
    life.write("c.md", "C", "Three.")
    life.write("b.md", "B", "Three.", status="draft", folders=("f1",))


def live(difference: Difference, folder: Path) -> None:
    """One life, from its beginning to its end."""
    with make_hub() as hub, proxy_of(hub.url) as proxy, quick(look_again=0.0):
        life = Life(Checkout(folder, proxy.url, config=CONFIG), hub)
        begin(life)
        proxy.change, proxy.ask_change = difference.change, difference.ask
        codes = [life.apply().code]
        change_files(life)
        codes.append(life.apply(*ALLOW).code)
        edit_both(life)
        codes.append(life.apply().code)
        judge(difference, life, codes)
        assert proxy.altered, "the difference makes none"
        if not difference.lasts:
            proxy.change = proxy.ask_change = None
        end(life)


def judge(difference: Difference, life: Life, codes: list[int]) -> None:
    """Whether the runs ended as the table says: the third one always has a conflict, if it gets so far."""
    if difference.ends is Ends.STOPS:
        assert difference.code in codes, (codes, life.said)
        assert difference.told, "what stops a run is told"
    else:
        assert codes == [0, 0, 1], (codes, life.said)
        assert "conflict" in life.said
        assert life.ours("E")
    assert difference.told in life.said, life.said


def end(life: Life) -> None:
    """The difference is over: the edit is still a conflict, and once that is settled the hub is the files."""
    ended = life.apply(*ALLOW)
    assert ended.code == (1 if life.edited else 0), ended
    assert "conflict" in ended.out or not life.edited
    life.edited = ""
    life.remove("g.md")
    ended = life.apply(*ALLOW, "--on-drift", "overwrite")
    assert ended.code == 0, ended
    hub = Counter(
        (page.draft_title, life.shape(page)) for page in live_pages(life.hub) if page.owner == OWNER
    )
    assert hub == Counter(life.wanted.values())
    before = len(writes(life.hub))
    assert life.apply(*ALLOW).code == 0
    assert len(writes(life.hub)) == before, life.said
    assert life.checkout.state().in_doubt == ()
