"""What lies in a folder, on one screen of 80 columns."""

from collections.abc import Iterable, Iterator

from execsync.core.config_tables import LimitsConfig
from execsync.core.inventory import Inventory
from execsync.core.proposal import TOOLS, titles_in_words
from execsync.core.rules.prose import LONG
from execsync.render.cells import cells, cut
from execsync.render.counted import counted
from execsync.render.plain import visible

WIDTH = 80
_LABELS = 14
_ROOM = WIDTH - _LABELS - 2
_MORE = ", and 9,999 more"


def inventory_text(found: Inventory, limits: LimitsConfig) -> str:
    """A line for each thing that there is something to say of; `limits` are those of a first apply."""
    lines = [_head(found), *(f"  {label:{_LABELS}}{text}" for label, text in _facts(found, limits))]
    return "".join(f"{_fit(visible(line))}\n" for line in lines)


def _head(found: Inventory) -> str:
    sign = found.layout.sign
    tool = f", written for {TOOLS[sign.tool]} ({sign.name})" if sign else ""
    return f"{counted(found.pages, 'page')} in {_root(found)}{tool}"


def _root(found: Inventory) -> str:
    return "this folder" if found.layout.root == "." else f"{found.layout.root}/"


def _facts(found: Inventory, limits: LimitsConfig) -> Iterator[tuple[str, str]]:
    yield "titles", titles_in_words(found)
    if found.twice:
        yield "twice", _some(f"{_short(title)} {many} times" for title, many in found.twice)
    if found.drafts:
        yield "drafts", _some(_draft(key, many) for key, many in found.drafts.items())
    if found.live:
        yield "live", f"{counted(found.live, 'page')}: by what the front matter says itself"
    if found.links or found.broken:
        dead = f", and {found.broken:,} broken" if found.broken else ""
        yield "links", f"{found.links:,} between pages{dead}"
    if found.images:
        lost = f", and {found.lost_images:,} of them not there" if found.lost_images else ""
        yield "images", f"{found.images:,} local{lost}; the hub takes no uploads"
    if found.foreign:
        kinds = (
            f"{name} in {counted(many, 'page')} ({code})"
            for (code, name), many in found.foreign.items()
        )
        yield "foreign", _some(kinds)
    if found.keys:
        yield "other keys", _some([_short(key) for key in found.keys])
    yield "sizes", _sizes(found)
    yield from _left_out(found)
    if found.failing:
        yield "errors", f"in {counted(found.failing, 'file')}: `execsync validate` shows them"
    yield "first apply", _cost(found, limits)


def _draft(key: str, many: int) -> str:
    return f"{many:,} by `{_short(key)}`" if key else f"{many:,} by where the file is"


def _sizes(found: Inventory) -> str:
    path, size = found.largest
    long = ", more than a page is read for" if size > LONG else ""
    return f"{_bytes(found.size)} in all, {_bytes(size)} the largest{long} ({path})"


def _left_out(found: Inventory) -> Iterator[tuple[str, str]]:
    parts = [one.pattern for one in found.layout.exclude]
    if found.layout.elsewhere:
        parts.append(
            f"{counted(found.layout.elsewhere, 'Markdown file')} outside of {_root(found)}"
        )
    if parts:
        yield "left out", _some(parts)


def _cost(found: Inventory, limits: LimitsConfig) -> str:
    cost = found.cost
    days, seconds = cost.days(limits.per_day), cost.seconds(limits.per_minute)
    time = (
        f"about {seconds / 60:.0f} min at {limits.per_minute} a minute"
        if seconds
        else "within a minute"
    )
    if days > 1:
        time = f"{days:,} days at {limits.per_day:,} a day"
    more = f"; {found.linked.requests - cost.requests:,} more for link circles"
    return f"{counted(cost.requests, 'request')}, {time}{more if found.linked.twice else ''}"


def _some(texts: Iterable[str]) -> str:
    """As many of them as a line has room for, the first in any case, and how many more there are."""
    said, *others = texts
    while others and cells(f"{said}, {others[0]}") <= _ROOM - (len(others) > 1) * len(_MORE):
        said += f", {others.pop(0)}"
    return f"{said}, and {len(others):,} more" if others else said


def _short(text: str) -> str:
    """A name from a file, of no more than its share of a line."""
    return cut(visible(text), WIDTH // 4)


def _fit(line: str) -> str:
    return cut(line, WIDTH)


def _bytes(size: int) -> str:
    return f"{size:,} bytes" if size < 10_000 else f"{size / 1000:,.0f} kB"
