"""A history told in order, for whoever must find out why it broke a promise."""

from collections.abc import Iterator

from execsync.localhub.clock import write_moment
from tests.team.deeds import WEB, Deed
from tests.team.team import Team


def tell(team: Team) -> str:
    """Each step, each run and each deed, a line each; then the writes as they were asked for."""
    told = sorted([*_events(team), *_deeds(team)], key=lambda line: line[0])
    return "\n".join([*(text for _, text in told), *_writes(team)])


def _writes(team: Team) -> Iterator[str]:
    for asked in team.hub.requests():
        if asked.method != "GET":
            time = write_moment(asked.time, digits="milliseconds")[11:]
            ended = f"{asked.work_status} → {asked.status} {asked.fault or ''}"
            yield f"{time} {asked.method} {asked.path[-40:]} {asked.body} {ended}"


def _events(team: Team) -> Iterator[tuple[float, str]]:
    for number, text in team.said:
        yield number - 0.5, text
    for run in team.runs.values():
        yield run.ended - 0.1, f"run {run.number} ended with {run.code}"


def _deeds(team: Team) -> Iterator[tuple[float, str]]:
    for deed in team.deeds.since(0):
        if deed.kind != "get":
            yield deed.number, f"    {_who(deed)} {deed.kind} {_what(deed)}"
        else:
            yield deed.number, f"    {_who(deed)} looks at {deed.page_id[:8]}"


def _who(deed: Deed) -> str:
    time = write_moment(deed.moment, digits="milliseconds")[11:]
    return f"{time} {'web' if deed.run == WEB else f'run {deed.run}'}"


def _what(deed: Deed) -> str:
    page = deed.after
    texts = [page.draft_title, page.draft_content.replace("\n", " "), ",".join(page.folder_ids)]
    live = "" if page.live_content is None else f"live v{page.version} "
    same = page.live_content == page.draft_content and page.live_title == page.draft_title
    pending = f"(live: {page.live_title} | {page.live_content!r})" if live and not same else ""
    return f"{page.id[:8]} {page.visibility} {live}{' | '.join(texts)} {pending}"
