import html
import re
from dataclasses import replace
from html.parser import HTMLParser

import cmarkgfm  # type: ignore[import-untyped]
import pytest
from markdown_it import MarkdownIt

from execsync.core.diagnostic import Diagnostic, Severity
from execsync.core.digest import digest
from execsync.core.planning.cost import Cost
from execsync.core.planning.deciding import make_plan
from execsync.core.planning.plan import Plan
from execsync.core.resource import Body, Page
from execsync.core.state import PageState, State
from execsync.render.change_text import ChangeText
from execsync.render.markdown_escape import clip, escape, escape_html
from execsync.render.plan_markdown import plan_markdown
from tests.render import golden
from tests.render.plans import EVERY_ACTION, HOSTILE, LIMITS, Shown, hostile, of_case
from tests.support.entries import observed as shown

UNDER = 60_000
OURS = {
    "h3", "p", "table", "thead", "tbody", "tr", "th", "td", "strong", "details", "summary", "pre",
    "code", "ul", "li", "br",
}  # fmt: skip
MENTION = re.compile(r"(?<![\w`])@[\w-]|(?<!\w)#\d|\bGH-\d|(?<!\w)www\.\w", re.IGNORECASE)
TRAPS = (
    "a | b",
    "`code`",
    "a ` b",
    "**bold** __bold__ *em* _em_ ~~gone~~",
    "<b>html</b> <img src=x onerror=alert(1)>",
    "</summary></details><h1>",
    "<!-- comment",
    "@team @org/team",
    "see #1 and GH-12 and org/repo#3",
    "[text](https://evil.example) ![x](y) [ref]",
    "https://evil.example www.evil.example a@evil.example",
    "\x1b[31mred\x1b[0m",
    "\u202egnp.exe",
    "```\nout of the fence\n```",
    "~~~",
    "$math$ $$more$$ :tada:",
    "trailing \\",
    "\\| \\` \\<b>",
    "&amp; &lt;b&gt; &#64;team",
    "# heading\n- list\n> quote\n| cell |\n|---|",
    "a\rb\u2028c\u0085d",
    "===\n---",
)


def markdown_of(shown: Shown) -> str:
    return plan_markdown(shown.plan, shown.cost, LIMITS, texts=shown.texts)


class Rendered(HTMLParser):
    """What a browser would show: tags, words outside of code, and the text of each cell."""

    def __init__(self, markdown: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.words = ""
        self.cells: list[str] = []
        self.summaries: list[str] = []
        self.code: list[str] = []
        self._within: list[str] = []
        options = cmarkgfm.Options.CMARK_OPT_UNSAFE | cmarkgfm.Options.CMARK_OPT_HARDBREAKS
        self.feed(cmarkgfm.github_flavored_markdown_to_html(markdown, options))
        self.close()

    def handle_startendtag(self, tag: str, _: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)

    def handle_starttag(self, tag: str, _: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self._within.append(tag)
        for name, found in (("td", self.cells), ("summary", self.summaries), ("code", self.code)):
            if tag == name:
                found.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self._within.pop() == tag, "a text has closed one of our tags"

    def handle_data(self, data: str) -> None:
        if "code" in self._within:
            self.code[-1] += data
            return
        self.words += data
        if "td" in self._within:
            self.cells[-1] += data
        if "summary" in self._within:
            self.summaries[-1] += data


def of_text(trap: str) -> Shown:
    """A plan whose every word is the trap: paths, titles, ids, and the text before and after."""
    old = Page(f"in {trap}.md", trap, Body.of(f"# {trap}\n\n{trap}\n"))
    known = PageState(old.path, "pg", "T", "draft", "workspace", old.body.digest, observed=shown())
    state = State("lineage", 1, pages={old.path: known, "gone": replace(known, path="gone")})
    new = replace(old, body=Body.of(f"# {trap}\n\nnew {trap}\n"), folder_ids=(trap,))
    other = Page(f"other {trap}.md", trap, Body.of(trap), folder_ids=(trap,))
    plan = make_plan([new, other], state)
    note = Diagnostic("EX901", Severity.NOTE, trap, old.path, detail=trap, hint=trap)
    return Shown(replace(plan, notes=(note,)), Cost(2, 2, 0), ChangeText(lambda _: old.body.text()))


@pytest.mark.parametrize("case", EVERY_ACTION)
def test_a_plan_is_a_comment_as_its_golden_file(case: str) -> None:
    golden.check(f"{case}.md", markdown_of(of_case(case)))


@pytest.mark.parametrize("case", EVERY_ACTION)
def test_a_plan_renders_as_a_table_and_folded_differences(case: str) -> None:
    shown = of_case(case)
    seen = Rendered(markdown_of(shown))
    assert seen.tags <= OURS
    names = [change.address.name for change in shown.plan.changes]
    assert set(seen.cells[1::4]) <= set(names)
    assert len(seen.cells) % 4 == 0


def test_the_difference_of_a_text_is_unfolded_as_a_diff() -> None:
    seen = Rendered(markdown_of(of_case("everything-at-once")))
    assert seen.summaries == ["changed.md: +1 -1"]
    assert seen.code == ["@@\n- Old text.\n+ New text.\n"]


@pytest.mark.parametrize("trap", TRAPS)
def test_a_hostile_text_is_words_and_nothing_else(trap: str) -> None:
    seen = Rendered(markdown_of(of_text(trap)))
    assert seen.tags <= OURS
    assert MENTION.search(seen.words) is None
    assert not set("\x1b\u202e\u2028\x85\r") & set(seen.words + "".join(seen.code))
    assert len(seen.cells) == 3 * 4, "a pipe has parted a cell"
    shown = escape_html(f"in {trap}.md")
    wanted = html.unescape(shown)
    assert sorted(seen.cells[1::4])[1] == wanted, "the words are all there"
    (summary,) = seen.summaries
    assert summary.startswith(f"{wanted}: +")


def test_another_reader_of_markdown_sees_the_same() -> None:
    markdown = MarkdownIt("gfm-like", {"linkify": False, "html": True})
    rendered = markdown.render(markdown_of(hostile()))
    assert {*re.findall(r"<(\w+)", rendered)} <= OURS
    assert "<a " not in rendered


def test_a_hostile_plan_is_as_its_golden_file() -> None:
    golden.check("hostile.md", markdown_of(hostile()))


@pytest.mark.parametrize("fence", ["```", "`````", "~~~", "```diff"])
def test_no_fence_of_a_text_closes_ours(fence: str) -> None:
    """A line beside a change stands behind two spaces, where a fence still counts."""
    (change,) = of_case("update-body-of-draft").plan.changes
    assert isinstance(change.after, Page)
    change = replace(change, after=replace(change.after, body=Body.of(f"{fence}\nnew\n{fence}\n")))
    texts = ChangeText(lambda _: f"{fence}\nold\n{fence}\n")
    seen = Rendered(markdown_of(Shown(Plan("", 0, (change,)), Cost(2, 1, 0), texts)))
    assert seen.code == [f"@@\n  {fence}\n- old\n+ new\n  {fence}\n"]


class TestManyChanges:
    @staticmethod
    def many(number: int, *, name: str = "page", body: str = "New text.\n") -> Shown:
        old = "Old text.\n"
        pages, known = [], {}
        for index in range(number):
            path = f"handbook/{name}-{index:04}.md"
            pages.append(Page(path, f"Title {index}", Body.of(body)))
            known[path] = PageState(
                path,
                f"pg{index}",
                f"Title {index}",
                "draft",
                "workspace",
                digest(old),
                observed=shown(),
            )
        plan = make_plan(pages, State("lineage", 1, pages=known))
        return Shown(plan, Cost(2, number, 0), ChangeText(lambda _: old))

    @pytest.mark.parametrize(
        ("number", "name"), [(3000, "page"), (3000, HOSTILE.replace("\n", "")), (400, "p" * 300)]
    )
    def test_stay_within_a_comment_and_are_counted(self, number: int, name: str) -> None:
        text = markdown_of(self.many(number, name=name))
        assert UNDER - 2_000 < len(text) < UNDER
        assert f"Plan\\: {number:,} to update." in text
        rows = text.count("| update |")
        assert f"\n{number - rows:,} more changes are not shown.\n" in text
        assert f"\n{number:,} more differences are not shown.\n" in text
        by_folder = text.partition("| folder | not shown |\n|---|---|\n")[2].partition("\n\n")[0]
        told = re.findall(r"([\d,]+) update", by_folder)
        assert sum(int(n.replace(",", "")) for n in told) == number - rows

    def test_differences_that_do_not_fit_are_counted(self) -> None:
        text = markdown_of(self.many(300, body="".join(f"Line {n}.\n" for n in range(90))))
        assert len(text) < UNDER
        folded = text.count("<details>")
        assert 0 < folded < 300
        assert f"\n{300 - folded} more differences are not shown.\n" in text
        assert text.count("| update |") == 300
        assert text.count("<details>") == text.count("</details>")

    def test_one_long_text_is_cut_with_what_was_left_out(self) -> None:
        text = markdown_of(self.many(1, body="".join(f"Line {n}.\n" for n in range(5_000))))
        assert len(text) < 10_000
        assert "\n… 4,902 more lines\n" in text

    def test_one_long_line_is_cut_with_what_was_left_out(self) -> None:
        text = markdown_of(self.many(1, body="x" * 100_000))
        assert len(text) < 10_000
        assert "… (99,602 more characters)" in text

    def test_what_fails_comes_first(self) -> None:
        shown = self.many(3000)
        *others, last = shown.plan.changes
        (blocked,) = of_case("replace-blocked").plan.changes
        plan = replace(shown.plan, changes=(*others, replace(last, obstacle=blocked.obstacle)))
        text = markdown_of(replace(shown, plan=plan))
        row = text.index("handbook/page-2999.md | update, **blocked**")
        assert row < text.index("handbook/page-0000.md")

    def test_notes_take_half_of_the_room_at_most(self) -> None:
        shown = self.many(3000)
        note = Diagnostic("EX901", Severity.NOTE, "Something about a source.", "content/a.md")
        text = markdown_of(replace(shown, plan=replace(shown.plan, notes=(note,) * 3000)))
        assert len(text) < UNDER
        assert text.count("| update |") > 300
        assert " more notes are not shown." in text


def test_a_long_text_says_how_much_is_left_out() -> None:
    assert clip("x" * 1_500, 500) == f"{'x' * 500}… (1,000 more characters)"
    assert clip("x" * 500, 500) == "x" * 500


def test_escaping_is_of_one_line() -> None:
    assert escape("a\nb") == "a\\\\nb"
