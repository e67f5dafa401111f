"""Plans to render: the cases of tests/cases/plan, and one that means no good."""

import tomllib
from dataclasses import dataclass, replace
from pathlib import Path

from execsync.core.choices import Status
from execsync.core.digest import body_digest
from execsync.core.planning.cost import Cost, count
from execsync.core.planning.deciding import make_plan
from execsync.core.planning.plan import Plan
from execsync.core.planning.steps import make_steps
from execsync.core.planning.web_edit import WebEdit, describe_edit
from execsync.core.resource import Body, Page, SourceRef
from execsync.core.settings import RuleSettings
from execsync.core.state import PageState, State
from execsync.render.change_text import ChangeText
from execsync.render.summary_text import ShownLimits
from execsync.render.web_sides import WebSides
from tests.support.entries import observed
from tests.support.plan_case import read_case, read_pages

FOLDER = Path(__file__).parent.parent / "cases" / "plan"
EVERY_ACTION = (
    "nothing",
    "create-with-defaults",
    "everything-at-once",
    "drift-both-changed",
    "drift-overwritten",
    "replace-allowed",
    "replace-unfinished",
    "archive-pruned",
    "archive-most-of-a-hub",
    "sources-pruned",
    "sources-pruned-not-ours",
    "sources-pruned-linked-by-others",
    "source-failed-retried",
    "source-failed-not-ours",
    "move-unclear-which-old",
    "source-title-changed",
)
"""Cases that show each action, each obstacle and each kind of note."""

LIMITS = ShownLimits(per_minute=60, per_day=1000, left_today=941)
HOSTILE = "\x1b[31m</summary>`|*@team*|\u202eevil\r\nnew line\x9b2J\u200b#1 ]({{x}}) ::error::"


@dataclass(frozen=True)
class Shown:
    """A plan, its cost, and the texts that pages had before."""

    plan: Plan
    cost: Cost
    texts: ChangeText

    @property
    def sides(self) -> WebSides:
        return self.texts.web_sides or WebSides(self.texts.find_body)


def of_case(name: str) -> Shown:
    """The plan of a case in tests/cases/plan."""
    path = FOLDER / f"{name}.toml"
    case = read_case(path)
    applied = tomllib.loads(path.read_text(encoding="utf-8")).get("applied", {})
    bodies = {page.body.digest: page.body.text() for page in read_pages(applied, RuleSettings())[0]}
    edited = tomllib.loads(path.read_text(encoding="utf-8")).get("web", {}).values()
    bodies |= {body_digest(web["content"]): web["content"] for web in edited if "content" in web}
    return _shown(case.plan(), case.state, bodies)


def hostile() -> Shown:
    """Names and texts that try everything. Most of it the rules refuse; the renderers do not rely on it."""
    old = Page(f"old {HOSTILE}.md", f"Old {HOSTILE}", Body.of(f"# {HOSTILE}\n\nOld {HOSTILE}"))
    page = PageState(
        old.path,
        f"pg {HOSTILE}",
        old.title,
        "published",
        "workspace",
        old.body.digest,
        observed=observed(),
    )
    new = Page(
        old.path,
        f"New {HOSTILE}",
        Body.of(f"# {HOSTILE}\n\nNew ``` ````` {HOSTILE}"),
        status=Status.PUBLISHED,
        folder_ids=(f"fld {HOSTILE}",),
        sources=(SourceRef(f"https://x.example/{HOSTILE}"),),
    )
    other = Page(f"other {HOSTILE}.md", HOSTILE, Body.of("Text."), folder_ids=(HOSTILE,))
    state = State("lineage", 1, pages={old.path: page})
    return _shown(make_plan([new, other], state), state, {old.body.digest: old.body.text()})


def _shown(plan: Plan, state: State, bodies: dict[str, str]) -> Shown:
    cost = count(make_steps(plan, state), checks=2)
    sides = WebSides(lambda page: bodies.get(page.body), edited_by, sources=state.sources)
    return Shown(plan, cost, ChangeText(sides.find_body, sides))


def edited_by(known: PageState) -> WebEdit | None:
    """A colleague did it, of a name that tries what pages try."""
    edit = describe_edit(known, ())
    who = ("Web colleague",) if HOSTILE not in known.path else (HOSTILE,)
    return edit and replace(edit, who=who, change_type="manual_edit", in_draft=False)
