"""What differs on the hub, as a person reads it."""

from collections.abc import Iterator
from dataclasses import dataclass

from execsync.core.planning.differences import Differences
from execsync.render.cells import cells
from execsync.render.plain import visible
from execsync.render.style import Colour
from execsync.render.text_lines import TextLines
from execsync.render.web_sides import WebSides

Row = tuple[str, str, str]
"""A name, a word for what happened, and more of that."""


@dataclass(frozen=True, slots=True)
class DifferencesText:
    """How to write them."""

    sides: WebSides
    lines: TextLines

    def render(self, found: Differences, ending: str) -> str:
        """All of them, then how many there are, and `ending`; each line ended."""
        longest = max((cells(name) for name in _names(found)), default=0)
        width = min(longest, 42 if self.lines.style.width is None else self.lines.style.width // 2)
        written = [*self._edited(found, width), *self._others(found, width)]
        if written:
            written.append("")
        written += self.lines.block(f"{summarise(found)} {ending}")
        return "".join(f"{line}\n" for line in written)

    def _edited(self, found: Differences, width: int) -> Iterator[str]:
        for change in found.edited:
            side = self.sides.of(change)
            fields = [field.field for field in side.fields if field.on_web] if side else ()
            name = visible(change.address.name)
            yield from self._head((name, "edited", ", ".join(fields) or "on the web"), width)
            if side is not None:
                yield from self.lines.web_side(side)

    def _others(self, found: Differences, width: int) -> Iterator[str]:
        for change in found.archived:
            when = found.archived_at.get(change.edited.id, "") if change.edited else ""
            told = ", ".join(filter(None, ("on the web", visible(when))))
            yield from self._head((visible(change.address.name), "archived", told), width)
            if side := self.sides.of(change):
                yield from self.lines.web_side(side)
        for one in found.sources:
            told = f"{one.before} → {one.source.status}"
            yield from self._head((visible(str(one.address)), "source", visible(told)), width)

    def _head(self, row: Row, width: int) -> Iterator[str]:
        name, word, detail = row
        return self.lines.head(f"! {name}", word, detail, Colour.YELLOW, width + 2)


def summarise(found: Differences) -> str:
    """How much differs."""
    if not found:
        return "Nothing differs on the hub."
    counts = (
        (len(found.edited), "page edited", "pages edited"),
        (len(found.archived), "page archived", "pages archived"),
        (len(found.sources), "source changed", "sources changed"),
    )
    told = (f"{number} {one if number == 1 else more}" for number, one, more in counts if number)
    return f"The hub differs: {', '.join(told)}."


def _names(found: Differences) -> Iterator[str]:
    yield from (visible(change.address.name) for change in (*found.edited, *found.archived))
    yield from (visible(str(one.address)) for one in found.sources)
