"""What a pull does to files, as a person reads it, and the difference that it makes to them."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import unified_diff

from execsync.core.planning.web_edit import WebEdit
from execsync.core.pulling.pulled import Pulled, PullReport, Result
from execsync.render.body_diff import diff_bodies
from execsync.render.cells import cells
from execsync.render.counted import counted
from execsync.render.flow import Mark, flow
from execsync.render.plain import visible
from execsync.render.style import Colour, Style
from execsync.render.text_lines import short_title

SIGNS = {
    Result.PULLED: ("~", Colour.YELLOW),
    Result.MERGED: ("~", Colour.YELLOW),
    Result.CLASHED: ("!", Colour.RED),
    Result.SAME: ("=", Colour.DIM),
    Result.KEPT: ("=", Colour.YELLOW),
    Result.LEFT: ("-", Colour.DIM),
}
WORDS = {
    Result.PULLED: "",
    Result.MERGED: "merged with what was changed here",
    Result.SAME: "the file says so already",
    Result.KEPT: "the file's side is kept: the next apply writes it over the web's",
}
INDENT = " " * 4


@dataclass(frozen=True, slots=True)
class PullText:
    """How to write it: colours or none, and the difference of each file or not."""

    style: Style
    diff: bool = False

    def pages(self, report: PullReport) -> str:
        """Each page with what becomes of it, each line ended."""
        return "".join(f"{line}\n" for page in report.pages for line in self._page(page))

    def _page(self, page: Pulled) -> Iterator[str]:
        sign, colour = SIGNS[page.result]
        if page.error:
            colour = Colour.RED
        told = filter(None, (", ".join(page.fields), _lines(page), by_whom(page.edit)))
        yield from self._head(f"{sign} {visible(page.path)}", visible("  ".join(told)), colour)
        for line in _remarks(page):
            yield from flow(visible(line), self.style, indent=INDENT)
        if self.diff and page.writes:
            yield from self._diff(page)

    def _head(self, title: str, told: str, colour: Colour) -> Iterator[str]:
        """A file and what is told of it, on a line where both have room."""
        width, marks = self.style.width, [Mark(0, 1, (colour,))]
        if width is None or cells(f"{title}  {told}") <= width:
            yield from flow(f"{title}  {told}".rstrip(), self.style, marks=marks)
        else:
            yield from flow(short_title(title, width), self.style, marks=marks)
            yield from flow(told, self.style, indent=INDENT) if told else ()

    def _diff(self, page: Pulled) -> Iterator[str]:
        names = (f"a/{page.path}", f"b/{page.path}")
        lines = unified_diff(page.before.splitlines(), page.after.splitlines(), *names, lineterm="")
        colours = {"+": Colour.GREEN, "-": Colour.RED, "@": Colour.CYAN}
        for line in lines:
            painted = (colours[line[0]],) if line[:1] in colours else ()
            yield from flow(visible(line), self.style, *painted, hang="  ")


def by_whom(edit: WebEdit | None) -> str:
    """Who edited a page and when: `(Maria, 2026-03-02T10:00:00Z)`."""
    if edit is None:
        return ""
    who = ", ".join(edit.who)
    if edit.change_type and who:
        who = f"{who}: {edit.change_type}"
    if not who and edit.in_draft:
        who = "somebody, in a draft"
    told = ", ".join(filter(None, (who, edit.when)))
    return f"({told})" if told else ""


def summary(report: PullReport) -> str:
    """How many files are to be written, or were, and what keeps others from it."""
    writes, clashes = len(report.writes), len(report.clashes)
    left = len([page for page in report.of(Result.LEFT) if page.error])
    parts = [
        f"{counted(writes, 'file')} {'written' if report.is_done else 'to write'}",
        f"{clashes:,} of them with conflicts" if clashes else "",
        f"{counted(left, 'page')} left" if left else "",
    ]
    return f"Pull: {', '.join(filter(None, parts))}."


def _lines(page: Pulled) -> str:
    if not page.writes:
        return ""
    diff = diff_bodies(page.before, page.after)
    return f"+{diff.added} -{diff.removed}"


def _remarks(page: Pulled) -> Iterator[str]:
    if words := WORDS.get(page.result, ""):
        yield words
    if page.result is Result.CLASHED:
        names = f" ({', '.join(page.clashing)})" if page.clashing else ""
        yield f"changed here, too, in {counted(page.conflicts, 'place')}{names}"
    if page.reason:
        yield page.reason
    if page.hint:
        yield f"-> {page.hint}"
    yield from page.notes
