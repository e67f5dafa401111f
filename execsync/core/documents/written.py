"""Values of front matter as they are written, and lists in brackets, which YAML and TOML write alike."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from execsync.core.documents.edits import Edit

Changes = Sequence[Edit]
"""Edits of the text of a block, in order, none of which overlaps another."""
UNSEEN = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
"""What is written as an escape, for nobody would see it, or a parser would not take it."""
Say = Callable[[object], str]
"""Writes a value as an item."""


@dataclass(slots=True)
class Written:
    """A value, a key or an item as it stands in a text, from `start` to `end`.

    `form` is the sign that it begins with (`"`, `'`, `|`, `>`, `[`, `{`, and for TOML three quotes), `-` for
    a list of YAML without brackets, `:` for such a table, `*` for an alias, and empty for a bare word. `word`
    is what a key says, `anchor` the name that an alias repeats. `parts` are a list's items, or a table's keys
    and values in turn.
    """

    start: int
    end: int
    form: str = ""
    word: str = ""
    anchor: str = ""
    parts: list["Written"] = field(default_factory=list)


class Put(NamedTuple):
    """An item that a list gets: its number there, and the number of the old item that it goes before."""

    new: int
    before: int


class Moves(NamedTuple):
    """How a list becomes another one: the numbers of the items that go, and what is put in, in order."""

    gone: tuple[int, ...]
    puts: tuple[Put, ...]

    @classmethod
    def of(cls, old: Sequence[object], new: Sequence[object]) -> "Moves":
        """Items that are in both, in one order, stay."""
        from difflib import SequenceMatcher

        before, after = ([repr(item) for item in items] for items in (old, new))
        codes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
        changed = [code for code in codes if code[0] != "equal"]
        gone = tuple(n for _, start, end, _, _ in changed for n in range(start, end))
        puts = (Put(n, end) for _, _, end, start, stop in changed for n in range(start, stop))
        return cls(gone, tuple(puts))

    def moved(self, old: Sequence[object], new: Sequence[object], put: Put) -> int | None:
        """The number in the old list of an item that goes in one place and is put in in another."""
        same = repr(new[put.new])
        return next((n for n in self.gone if repr(old[n]) == same), None)


def bracketed(
    text: str, node: Written, old: Sequence[object], new: Sequence[object], say: Say
) -> Changes:
    """The edits by which a list in brackets has other items; those that stay keep bytes and comments."""
    moves = Moves.of(old, new)
    if len(node.parts) != len(old) or len(moves.gone) == len(old) or not new:
        return [Edit(node.start, node.end, f"[{', '.join(map(say, new))}]")]
    puts: dict[int, list[str]] = {}
    for put in moves.puts:
        n = moves.moved(old, new, put)
        part = node.parts[n] if n is not None else None
        said = text[part.start : part.end] if part else say(new[put.new])
        puts.setdefault(put.before, []).append(said)
    kept = [n for n in range(len(old)) if n not in moves.gone]
    commas = [*_commas(text, node)]
    edits = [*_cuts(text, node, moves.gone, commas)]
    cut = {edit.start for edit in edits}
    for at, items in puts.items():
        before = [n for n in kept if n < at]
        if before:
            number = before[-1]
            has_comma = number < len(commas) and commas[number] not in cut
            edits += _put(text, node, node.parts[number], items, has_comma=has_comma)
        else:
            place = node.parts[kept[0]].start
            apart = _apart(text, node)
            edits.append(Edit(place, place, "".join(f"{one}{apart}" for one in items)))
    return sorted(edits, key=lambda edit: (edit.start, edit.end))


def lined(
    text: str,
    spans: Sequence[tuple[int, int]],
    old: Sequence[object],
    new: Sequence[object],
    say: Say,
    *,
    apart: str = "",
) -> Changes:
    """The edits by which a list has other items whose items have lines of their own, at `spans`.

    `say` writes an item's lines, and `apart` stands between two items.
    """
    moves = Moves.of(old, new)
    puts: dict[int, str] = {}
    for put in moves.puts:
        n = moves.moved(old, new, put)
        said = say(new[put.new]) if n is None else text[slice(*spans[n])]
        before = [i for i in range(put.before) if i not in moves.gone]
        place = spans[before[-1]][1] if before else spans[0][0]
        puts[place] = puts.get(place, "") + (f"{apart}{said}" if before else f"{said}{apart}")
    edits = [Edit(place, place, said) for place, said in puts.items()]
    return sorted([*edits, *(Edit(*spans[n]) for n in moves.gone)])


def pairs(root: Written) -> Iterator[tuple[Written, Written]]:
    """The keys and the values of a table."""
    return zip(root.parts[::2], root.parts[1::2], strict=True)


def line_end(text: str, offset: int) -> int:
    """Where the line after the one at an offset begins."""
    end = text.find("\n", offset)
    return len(text) if end < 0 else end + 1


def _put(
    text: str, node: Written, part: Written, said: Sequence[str], *, has_comma: bool
) -> Iterator[Edit]:
    """Puts items in behind one that stays, below the comment beside it where each item has a line."""
    apart = _apart(text, node)
    rest = _TO_LINE_END.match(text, part.end, node.end) if apart != ", " else None
    if not rest:
        yield Edit(part.end, part.end, "".join(f"{apart}{one}" for one in said))
        return
    if not has_comma:
        yield Edit(part.end, part.end, ",")
    below = apart[1:]
    last = "," if has_comma else ""
    yield Edit(rest.end(), rest.end(), "".join(f"{below}{one}," for one in said)[:-1] + last)


_TO_LINE_END = re.compile(r"[ \t]*,?[ \t]*(?:#[^\n]*)?(?=\n)")


def _cuts(text: str, node: Written, gone: Sequence[int], commas: Sequence[int]) -> Iterator[Edit]:
    """Leaves out items, each with the comma behind it; the last one of all with the comma before it."""
    if not gone:
        return
    last = len(node.parts) - 1
    kept = [n for n in range(last + 1) if n not in gone]
    if last in gone and len(commas) == last:
        yield Edit(commas[kept[-1]], commas[kept[-1]] + 1)
    for n in gone:
        end = commas[n] + 1 if n < len(commas) else node.parts[n].end
        yield _cut(text, node.parts[n].start, end, left=n > kept[-1])


def _commas(text: str, node: Written) -> Iterator[int]:
    """Where the comma behind each item stands; the last item need not have one."""
    ends = [part.start for part in node.parts[1:]] + [node.end]
    for part, end in zip(node.parts, ends, strict=True):
        found = _COMMA.match(text, part.end, end)
        if found:
            yield found.end() - 1


_COMMA = re.compile(r"(?:[ \t\n]|#[^\n]*\n)*,")


def _cut(text: str, start: int, end: int, *, left: bool) -> Edit:
    """Leaves out a stretch with the blanks beside it; a line that has nothing else goes with its comment."""
    begin, stop = start, end
    while text[begin - 1] in " \t":
        begin -= 1
    while text[stop : stop + 1] in (" ", "\t"):
        stop += 1
    line_end = text.find("\n", stop)
    if text[begin - 1] == "\n" and text[stop : stop + 1] in ("\n", "#"):
        return Edit(begin, line_end + 1)
    if text[stop : stop + 1] == "#":
        return Edit(start, end)
    return Edit(begin, end) if left or stop == line_end else Edit(start, stop)


def _apart(text: str, node: Written) -> str:
    """What stands between two items: a comma and a blank, or the line end where each has a line."""
    last = node.parts[-1].start
    begin = node.parts[-2].end if len(node.parts) > 1 else node.start
    _, newline, indent = text[begin:last].rpartition("\n")
    return f",\n{indent}" if newline and not indent.strip() else ", "
