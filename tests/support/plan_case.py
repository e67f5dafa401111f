"""Plan cases kept as files: what stands in the files and in State, and what must come of it.

A case is a TOML file with these tables; only `about` and `[expect]` are needed:

- `about`: what the case shows, in a sentence
- `[files]`: path → Markdown, what the writer has now
- `[applied]`: path → Markdown, what the last apply has sent; State is made from it
- `[state.pages."path"]`, `[state.sources."url"]`: fields of State that are otherwise than applied
- `[web."path"]`: what somebody changed on the web since, and a refresh has found
- `[seen."path"]`: what the hub showed otherwise than applied, and nobody's edit
- `[[strangers]]`: `title`, `folder_ids`, `source_ids`: live pages of the hub that State does not own
- `[defaults]`: as in execsync.toml
- `page_url`: as in `[links]` of execsync.toml
- `[options]`: the fields of PlanOptions that are set
- `[apply]` and `[[overrides]]`: as in execsync.toml

The page applied as `a.md` has the id `pg-a.md`, and the source `https://x.example/one` the id `src-one`.
`python -m tests.support.plan_case FILE` prints the `[expect]` that the program gives now.
"""

import difflib
import json
import sys
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from execsync.core.address import Address
from execsync.core.config_tables import ApplyConfig, keys_of
from execsync.core.diagnostic import Severity
from execsync.core.digest import digest
from execsync.core.documents.desired import page_of, text_of
from execsync.core.documents.site import Site
from execsync.core.link_settings import LinkSettings
from execsync.core.meaning import says
from execsync.core.planning.cost import count, expect_checks
from execsync.core.planning.deciding import make_plan
from execsync.core.planning.linking import LinkSites, LinkTargets
from execsync.core.planning.options import PlanOptions
from execsync.core.planning.others import Others
from execsync.core.planning.plan import Change, Plan
from execsync.core.planning.policies import Policies
from execsync.core.planning.steps import Step, StepKind, make_steps
from execsync.core.resource import Body, Page, gather_sources
from execsync.core.rules import check, read
from execsync.core.running.outcome import sent_page
from execsync.core.settings import OVERRIDE_KEYS, Defaults, Override, RuleSettings
from execsync.core.snapshot import PageRow
from execsync.core.state import Observed, PageState, SourceState, State
from tests.support.now import NOW

WRITTEN = "2026-03-01T09:00:00Z"
"""When the last apply was, by the hub's clock."""

EDITED = "2026-03-02T10:00:00Z"
"""When somebody edited a page on the web."""

ROUTES = {
    StepKind.CREATE_SOURCE: "POST /knowledge-hub/sources",
    StepKind.ARCHIVE_SOURCE: "DELETE /knowledge-hub/sources/{id}",
    StepKind.CREATE_PAGE: "POST /knowledge-hub/pages",
    StepKind.UPDATE_PAGE: "PATCH /knowledge-hub/pages/{id}",
    StepKind.ARCHIVE_PAGE: "DELETE /knowledge-hub/pages/{id}",
    StepKind.RETIRE_PAGE: "DELETE /knowledge-hub/pages/{id}",
}


@dataclass(frozen=True, slots=True)
class PlanCase:
    """One case, read. `expected` is the `[expect]` table as the file has it."""

    about: str
    pages: tuple[Page, ...]
    sites: LinkSites
    state: State
    strangers: tuple[PageRow, ...]
    links: Mapping[str, PageRow]
    options: PlanOptions
    policies: Policies
    expected: Mapping[str, Any]

    @property
    def others(self) -> Others:
        """What the hub has beside our pages."""
        return Others(self.strangers, links=self.links)

    @property
    def others_afterwards(self) -> Others:
        """The same once the plan was carried out: pages that were let go of are there, and ours no more."""
        let_go = [page for path, page in self.state.pages.items() if path in self.sites.unmanaged]
        links = {
            one: _stranger({"title": page.title}) for page in let_go for one in page.source_ids
        }
        return Others(self.strangers, links={**links, **self.links})

    def plan(self) -> Plan:
        """What the program makes of it."""
        return make_plan(
            self.pages,
            self.state,
            options=self.options,
            others=self.others,
            sites=self.sites,
            policies=self.policies,
        )

    def actual(self) -> dict[str, Any]:
        """The same table, as the program gives it."""
        plan = self.plan()
        steps = make_steps(plan, self.state)
        cost = count(steps, checks=expect_checks(self.state))
        return {
            "changes": [_change_line(change) for change in plan.changes],
            "obstacles": [_obstacle_line(change) for change in plan.obstacles],
            "notes": [f"{n.severity} {n.code} {n.path}: {n.summary}" for n in plan.notes],
            "steps": [_step_line(step) for step in steps],
            "requests": [_request_line(step) for step in steps if step.kind in ROUTES],
            "cost": f"{cost.requests} requests, {cost.extractions} extractions",
        }


def read_case(path: Path) -> PlanCase:
    """The case in the file. Raises ValueError where the case itself is wrong."""
    return case_of(tomllib.loads(path.read_text(encoding="utf-8")), path.name)


def case_of(tables: Mapping[str, Any], name: str) -> PlanCase:
    """The case of these tables, in a file of that name. Raises ValueError where the case itself is wrong."""
    known = {"about", "files", "applied", "state", "seen", "web", "strangers", "defaults"}
    known |= {"options", "page_url", "apply", "overrides", "expect"}
    if unknown := tables.keys() - known:
        raise ValueError(f"{name}: unknown {sorted(unknown)}")
    settings = RuleSettings(
        defaults=Defaults(**_checked(tables.get("defaults", {}), Defaults)),
        links=LinkSettings(tables.get("page_url", "")),
        overrides=tuple(_override(table) for table in tables.get("overrides", [])),
    )
    apply = _checked(tables.get("apply", {}), ApplyConfig)
    applied, _ = read_pages(tables.get("applied", {}), settings)
    pages, released = read_pages(tables.get("files", {}), settings)
    rows = [
        (_stranger(table), table.get("source_ids", ())) for table in tables.get("strangers", [])
    ]
    return PlanCase(
        about=tables["about"],
        pages=pages,
        sites=LinkSites(settings.links.page_url, released),
        state=_state(_linked(applied, settings), tables),
        strangers=tuple(row for row, _ in rows),
        links={source_id: row for row, linked in rows for source_id in linked},
        options=PlanOptions(**tables.get("options", {})),
        policies=Policies(**apply, of_path=lambda path: settings.defaults_of(path).on_drift),
        expected=tables.get("expect", {}),
    )


def read_pages(
    files: Mapping[str, str], settings: RuleSettings
) -> tuple[tuple[Page, ...], dict[str, str]]:
    """The pages of these texts, sorted by path, and the ids of those that are not managed.

    Raises ValueError for one with an error.
    """
    pages, released = [], {}
    for path, text in sorted(files.items()):
        document, found = read(path, text.encode(), settings, NOW)
        if document is not None:
            found = [*found, *check(document, settings)]
        wrong = [one.summary for one in found if one.severity is Severity.ERROR]
        if document is None or wrong:
            raise ValueError(f"{path}: {'; '.join(wrong)}")
        body = Body.of(text_of(document, settings, Site(files, settings.links)))
        if document.is_managed:
            pages.append(page_of(document, settings, body))
        else:
            released[path] = str(document.front["id"])
    return tuple(pages), released


def difference(expected: Mapping[str, Any], actual: Mapping[str, Any]) -> str:
    """A unified difference of the two tables as a case writes them; empty where they agree."""
    old, new = show(expected).splitlines(), show(actual).splitlines()
    return "\n".join(difflib.unified_diff(old, new, "expected", "actual", lineterm="", n=99))


def show(table: Mapping[str, Any]) -> str:
    """The `[expect]` table as a case writes it; what is empty is left out."""
    lines = ["[expect]"]
    for name, value in table.items():
        if isinstance(value, list) and value:
            lines += [f"{name} = [", *(f"  {_literal(item)}," for item in value), "]"]
        elif value:
            lines.append(f"{name} = {_literal(value)}")
    return "".join(f"{line}\n" for line in lines)


def _literal(text: str) -> str:
    return json.dumps(text) if "'" in text or not text.isprintable() else f"'{text}'"


def _change_line(change: Change) -> str:
    line = f"{change.action} {change.address} ({change.reason})"
    if change.previous_address:
        line += f" was {change.previous_address}"
    if change.fields:
        line += f": {', '.join(field.field for field in change.fields)}"
    if change.web_fields:
        line += f" | web: {', '.join(change.web_fields)}"
    return f"{line} [{change.obstacle.kind}]" if change.obstacle else line


def _obstacle_line(change: Change) -> str:
    obstacle = change.obstacle
    assert obstacle is not None
    return f"{change.address}: {obstacle.reason}; {obstacle.way_out}"


def _step_line(step: Step) -> str:
    needs = f" after {', '.join(step.needs)}" if step.needs else ""
    after = f", once tried: {', '.join(step.after)}" if step.after else ""
    return f"{step.kind} {step.address}{needs}{after}"


def _request_line(step: Step) -> str:
    route = ROUTES[step.kind].format(id=step.id)
    if not step.fields:
        return route
    fields = {name: _sent(value) for name, value in step.fields.items()}
    return f"{route} {json.dumps(fields, ensure_ascii=False)}"


def _sent(value: object) -> object:
    if isinstance(value, tuple):
        return [f"<id of {one}>" if isinstance(one, Address) else one for one in value]
    if isinstance(value, Body):
        coming = {path: f"id-of-{path}" for path in value.coming}
        filling = value.filling
        return value.filled(replace(filling, ids={**filling.ids, **coming})).text()
    return value


def _checked(table: Mapping[str, Any], kind: type) -> dict[str, Any]:
    return {name: keys_of(kind)[name].kind.check(value) for name, value in table.items()}


def _override(table: Mapping[str, Any]) -> Override:
    return Override.of({name: OVERRIDE_KEYS[name].kind.check(v) for name, v in table.items()})


def _state(applied: Sequence[Page], tables: Mapping[str, Any]) -> State:
    otherwise, web, shown = (tables.get(name, {}) for name in ("state", "web", "seen"))
    sources = {
        url: SourceState(
            url,
            f"src-{url.rsplit('/', 1)[-1]}",
            source.title,
            source.cover,
            source.folder_ids,
            status="ready",
            ours=True,
        )
        for url, source in gather_sources(applied).items()
    }
    pages = {}
    for page in applied:
        ids = tuple(dict.fromkeys(sources[ref.url].id for ref in page.sources))
        entry = replace(
            sent_page(page, page_id=f"pg-{page.path}", source_ids=ids),
            **_tuples(otherwise.get("pages", {}).get(page.path, {})),
        )
        pages[page.path] = _as_found(entry, shown.get(page.path, {}), web.get(page.path))
    for url, table in otherwise.get("sources", {}).items():
        sources[url] = replace(sources[url], **_tuples(table))
    return State("lineage-of-the-case", 7, "ws_1", "Local", pages=pages, sources=sources)


def _linked(applied: Sequence[Page], settings: RuleSettings) -> list[Page]:
    """The pages as they were applied, with their links filled."""
    ids = {page.path: f"pg-{page.path}" for page in applied}
    targets = LinkTargets(settings.links.page_url, ids)
    return [targets.fill(page, None) for page in applied]


def _as_found(
    page: PageState, shown: Mapping[str, Any], web: Mapping[str, Any] | None
) -> PageState:
    seen = Observed(
        updated_at=WRITTEN,
        title=page.title,
        status=page.status,
        folder_ids=page.folder_ids,
        skill_ids=page.skill_ids,
        source_ids=page.source_ids,
        body=page.sent_digest,
        says=page.says,
    )
    seen = replace(seen, **_tuples(shown))
    if web is None:
        return replace(page, observed=seen)
    values = _tuples(web)
    if "content" in values:
        content = str(values.pop("content"))
        values |= {"body": digest(content), "says": says(content)}
    return replace(page, observed=seen, drift=replace(seen, updated_at=EDITED, **values))


def _tuples(table: Mapping[str, Any]) -> dict[str, Any]:
    return {k: tuple(value) if isinstance(value, list) else value for k, value in table.items()}


def _stranger(table: Mapping[str, Any]) -> PageRow:
    return PageRow(
        id="pg-stranger",
        title=table["title"],
        status="published",
        visibility="workspace",
        folder_ids=tuple(table.get("folder_ids", ())),
        skill_ids=(),
        source_count=len(table.get("source_ids", ())),
        version=1,
        created_at=WRITTEN,
        updated_at=WRITTEN,
    )


if __name__ == "__main__":
    for name in sys.argv[1:]:
        print(show(read_case(Path(name)).actual()), end="")
