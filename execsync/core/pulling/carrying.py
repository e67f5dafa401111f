"""Carrying a text of the web over into a body, part by part: what was not changed there keeps its bytes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from execsync.core.documents.position import Span
from execsync.core.pulling.alignment import aligned
from execsync.core.pulling.localising import LocalText
from execsync.core.pulling.origins import Origins
from execsync.core.pulling.units import Unit, blocks, lines, marker, words

_JOINERS = ("\n\n", "\n", " ")
"""What stands between two blocks, lines or words, where nothing else is known."""


@dataclass(slots=True)
class Part:
    """A part of the new body: the number of the unit that was sent, if it is one, and of the web's."""

    old: int | None
    new: int
    text: str


@dataclass(slots=True)
class Carried:
    """A body, and the parts in it, never sent, whose place was no more."""

    body: str
    displaced: list[str] = field(default_factory=list)


def carry(
    origins: Origins, web: LocalText, *, items: bool, by_meaning: bool, definitions: bool = True
) -> Carried:
    """The body that says what the web says.

    With `items`, lists are carried item by item; with `by_meaning`, blocks count as unchanged that say what
    they said, else those with the same bytes. Without `definitions`, those of links stay as they are.
    """
    old, new = (
        blocks(text, items=items, by_meaning=by_meaning, definitions=definitions)
        for text in (origins.text, web.text)
    )
    carrier = _Carrier(origins, web)
    whole, others = Span(0, len(origins.text)), Span(0, len(web.text))
    return Carried(carrier.carry(0, old, new, whole, others), carrier.displaced)


class _Carrier:
    def __init__(self, origins: Origins, web: LocalText) -> None:
        self._origins = origins
        self._web = web
        self.displaced: list[str] = []
        self._whole = [Span(one.first, one.last) for one in origins.changes if one.first < one.last]
        self._whole_web = [Span(edit.start, edit.end) for edit in web.edits]

    def carry(
        self, level: int, old: Sequence[Unit], new: Sequence[Unit], whole: Span, web: Span
    ) -> str:
        """Units of the web, of the stretch `web`, in the place of those that were sent as `whole`."""
        pairs = dict(aligned([one.key for one in old], [one.key for one in new]))
        ghosts = {n for n, one in enumerate(old) if not self._has_body(one)}
        twins = {
            n: place
            for n, place in _twins(pairs, len(old), len(new))
            if old[n].is_item
            == new[place].is_item  # what stands between two items is no blank line
        }
        gone = {new_n for n, new_n in (pairs | twins).items() if n in ghosts}
        real = [n for n in range(len(old)) if n not in ghosts]
        places = {n: place for place, n in enumerate(real)}
        olds = {new_n: n for n, new_n in (pairs | twins).items() if n not in ghosts}
        parts = [
            Part(
                places.get(olds.get(n, -1)),
                n,
                self._text(
                    level, old, olds.get(n), new[n], is_kept=pairs.get(olds.get(n, -1)) == n
                ),
            )
            for n in range(len(new))
            if n not in gone
        ]
        if level == 0:
            self._mark(old, olds, new, parts)
        texts = _Texts(self._origins, self._web, whole, web)
        seams = _Seams(texts, level, [old[n] for n in real], new)
        text = seams.join(parts)
        self.displaced += seams.displaced
        return text

    def _has_body(self, unit: Unit) -> bool:
        start, end = self._origins.span(unit.start, unit.end)
        return start < end

    def _text(
        self, level: int, old: Sequence[Unit], n: int | None, new: Unit, *, is_kept: bool
    ) -> str:
        if n is None:
            return self._web.part(new.start, new.end)
        unit = old[n]
        if is_kept:
            return self._origins.body[slice(*self._origins.span(unit.start, unit.end))]
        if level == 2:
            hidden = self._origins.hidden(unit.start + 1, unit.end - 1)
            return "".join((self._web.part(new.start, new.end), *hidden))
        sent, web = self._origins.text, self._web.text
        whole, other = Span(unit.start, unit.end), Span(new.start, new.end)
        if level == 0:
            olds, news = lines(sent, *whole), lines(web, *other)
        else:
            olds = words(sent, *whole, whole=self._whole)
            news = words(web, *other, whole=self._whole_web)
        return self.carry(level + 1, olds, news, whole, other)

    def _mark(
        self, old: Sequence[Unit], olds: dict[int, int], new: Sequence[Unit], parts: list[Part]
    ) -> None:
        """Gives items of the web the signs of the list in the file: another one would begin another list."""
        theirs = [marker(self._web.text, new[part.new]) for part in parts]
        ours = [
            marker(self._origins.text, old[olds[part.new]]) if part.new in olds else ""
            for part in parts
        ]
        places = range(len(parts))
        for way in (places, reversed(places)):
            beside = ""
            for n in way:
                own = [sign for sign in (ours[n], beside) if _is_alike(sign, theirs[n])]
                beside = ours[n] = own[0] if own else ""
        for part, sign, web in zip(parts, ours, theirs, strict=True):
            if sign:
                part.text = part.text.replace(web, web[:-1] + sign[-1], 1)


def _is_alike(sign: str, other: str) -> bool:
    """Whether both begin an item of a list with numbers, or both one without."""
    return bool(sign and other) and (len(sign) > 1) == (len(other) > 1)


def _twins(pairs: dict[int, int], old: int, new: int) -> Iterator[tuple[int, int]]:
    """Between parts that stayed, those that have changed: as many as there are of both, one by one."""
    stops = [*sorted(pairs.items()), (old, new)]
    start = begin = 0
    for n, place in stops:
        for step in range(min(n - start, place - begin)):
            yield start + step, begin + step
        start, begin = n + 1, place + 1


@dataclass(frozen=True, slots=True)
class _Texts:
    """Two texts, and the stretches of them that are held against each other."""

    origins: Origins
    web: LocalText
    sent_part: Span
    web_part: Span


class _Seams:
    """What stands between the parts of a body."""

    def __init__(self, texts: _Texts, level: int, old: Sequence[Unit], new: Sequence[Unit]) -> None:
        self.displaced: list[str] = []
        self._origins = origins = texts.origins
        self._web = texts.web.text
        self._joiner = _JOINERS[level]
        self._level = level
        self._old = old
        self._new = new
        spans = [origins.span(one.start, one.end) for one in old]
        outer = Span(0, len(origins.body)) if level == 0 else origins.span(*texts.sent_part)
        self._gaps = _gaps(origins.body, spans, outer)
        sent = [Span(one.start, one.end) for one in old]
        self._sent_gaps = _gaps(origins.text, sent, texts.sent_part)
        self._web_part = texts.web_part

    def join(self, parts: Sequence[Part]) -> str:
        """The parts with the gaps of the body between those that are still neighbours."""
        text: list[str] = []
        last: Part | None = None
        added: list[Part] = []
        for part in [*parts, None]:
            if part and part.old is None:
                added.append(part)
                continue
            text.append(self._between(last, part, added))
            if part:
                text.append(part.text)
            last, added = part, []
        return "".join(text)

    def _between(self, last: Part | None, part: Part | None, added: Sequence[Part]) -> str:
        begin = -1 if last is None or last.old is None else last.old
        end = len(self._old) if part is None or part.old is None else part.old
        gap = self._gaps[end]
        if end == begin + 1 and not added:
            seam = self._seam(last, part)
            if self._level == 0 or seam == self._sent_gaps[end]:
                return gap
            return f"{gap.rstrip()}{seam}" if gap.strip() else seam
        if end == begin + 1 and gap.strip():
            if begin < 0:
                return self._chain(None, self._apart(gap, after=True), added, part)
            return self._chain(last, "", added, None) + self._apart(gap, after=False)
        hidden = [*self._hidden(begin, end)]
        # What followed a part that stays, or came first, does so still; the rest goes before the next part.
        first = hidden.pop(0) if end > begin + 1 and self._gaps[begin + 1].strip() else ""
        text = f"{self._joiner}{first}" if last and first else first
        text = self._chain(None if first else last, text, added, None if hidden else part)
        if not hidden:
            return text
        said = self._joiner.join([text, *hidden] if text or last else hidden)
        return f"{said}{self._joiner if part else ''}"

    def _apart(self, gap: str, *, after: bool) -> str:
        """A gap that keeps what comes next to it apart."""
        if self._level:
            return gap
        return gap.rstrip("\n") if after else "\n\n" + gap.lstrip("\n")

    def _chain(
        self, last: Part | None, first: str, added: Sequence[Part], part: Part | None
    ) -> str:
        """What is hidden, then what the web has added, with what the web has between that."""
        text, before = first, last
        for one in [*added, *([part] if part else [])]:
            if before is not None or not text:
                text += self._seam(before, one)
            else:
                text += self._joiner
            text += one.text if one is not part else ""
            before = one
        return text

    def _seam(self, one: Part | None, other: Part | None) -> str:
        """What the web has between two parts, where it has nothing else there."""
        start = self._new[one.new].end if one else self._web_part.start
        end = self._new[other.new].start if other else self._web_part.end
        gap = self._web[start:end]
        if not one or not other:
            return "" if self._level == 0 or gap.strip() else gap
        return gap if gap and not gap.strip() else self._joiner

    def _hidden(self, begin: int, end: int) -> Iterator[str]:
        """What was never sent of gaps and of parts that are gone; what is among those loses its place."""
        for n in range(begin + 1, end + 1):
            gap = self._gaps[n].strip("\n")
            if gap.strip():
                yield gap.strip() if self._level else gap
                if begin + 1 < n < end:
                    start, stop = self._old[n - 1].end, self._old[n].start
                    self.displaced += self._origins.hidden(start, stop)
            if n < end:
                unit = self._old[n]
                inner = self._origins.hidden(unit.start + 1, unit.end - 1)
                self.displaced += inner
                yield from inner


def _gaps(text: str, spans: Sequence[Span], outer: Span) -> list[str]:
    """What is before each of the spans, and after the last."""
    ends = [outer.start, *(span.end for span in spans)]
    starts = [*(span.start for span in spans), outer.end]
    return [text[end : max(start, end)] for end, start in zip(ends, starts, strict=True)]
