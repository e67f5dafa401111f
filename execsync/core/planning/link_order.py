"""In which order pages that link each other are made: which of them get their links in a second write."""

from collections.abc import Collection, Iterator, Mapping

Graph = dict[str, set[str]]


def find_late(links: Mapping[str, Collection[str]]) -> frozenset[str]:
    """Pages without whose links no page waits for itself, in a circle: as few as are found.

    `links` are, for each page that is made, the others that it links. The fewest possible take exponential
    time to find; what reductions do not settle is taken by its number of links, and given back where it
    turns out not to be needed.
    """
    graph: Graph = {page: {to for to in targets if to in links} for page, targets in links.items()}
    late: list[str] = []
    for circle in _circles(graph):
        late += _break({page: graph[page] & circle for page in sorted(circle)})
    return frozenset(late)


def _circles(graph: Graph) -> Iterator[set[str]]:
    """The largest sets of pages each of which leads to all others of its set (Kosaraju's way)."""
    into = _turned(graph)
    left = set(graph)
    for page in reversed(_ends(graph)):
        if page in left:
            found = _reached(page, into, left)
            left -= found
            if len(found) > 1 or page in graph[page]:
                yield found


def _ends(graph: Graph) -> list[str]:
    """The pages in the order in which a walk, deeper first, comes to their ends."""
    ended: list[str] = []
    seen: set[str] = set()
    for start in graph:
        way = [(start, iter(sorted(graph[start])))] if start not in seen else []
        seen.add(start)
        while way:
            page, targets = way[-1]
            to = next((to for to in targets if to not in seen), None)
            if to is None:
                ended.append(page)
                way.pop()
            else:
                seen.add(to)
                way.append((to, iter(sorted(graph[to]))))
    return ended


def _reached(start: str, graph: Graph, within: Collection[str]) -> set[str]:
    """The pages of a set that `start` leads to by pages of it, itself included."""
    found, todo = {start}, [start]
    while todo:
        new = {to for to in graph[todo.pop()] if to in within and to not in found}
        found |= new
        todo += new
    return found


MOST = 50_000
"""Links of a set of pages for which few late ones are sought; that takes some seconds for so many."""


def _break(circle: Graph) -> list[str]:
    """Pages without which a set has no circle."""
    if sum(map(len, circle.values())) > MOST:
        return [page for page, targets in circle.items() if max(targets) >= page]
    found: list[str] = []
    out = {page: set(targets) for page, targets in circle.items()}
    into = _turned(out)
    while out:
        page = _reduce(out, into) or max(out, key=lambda one: (len(out[one]) * len(into[one]), one))
        found.append(page)
        _remove(page, out, into)
        _drop_ends(out, into)
    return _without_needless(found, circle)


def _turned(graph: Graph) -> Graph:
    into: Graph = {page: set() for page in graph}
    for page, targets in graph.items():
        for to in targets:
            into[to].add(page)
    return into


def _remove(page: str, out: Graph, into: Graph) -> None:
    for to in out.pop(page):
        into[to].discard(page)
    for other in into.pop(page):
        if other in out:
            out[other].discard(page)


def _drop_ends(out: Graph, into: Graph) -> None:
    """Take out what is in no circle: pages that nothing leads to, or that lead nowhere."""
    ends = [page for page in out if not out[page] or not into[page]]
    while ends:
        page = ends.pop()
        if page in out:
            near = (out[page] | into[page]) - {page}
            _remove(page, out, into)
            ends += [one for one in near if not out[one] or not into[one]]


def _reduce(out: Graph, into: Graph) -> str | None:
    """A page that leads to itself, after pages were taken out of the way that need not be looked at.

    One with a single link, or that a single page links, is in a circle only with that other one, which then
    has its links (Levy and Low, 1988).
    """
    todo = list(out)
    while todo:
        page = todo.pop()
        if page not in out:
            continue
        if page in out[page]:
            return page
        if len(out[page]) == 1 or len(into[page]) == 1:
            near = out[page] | into[page]
            for before in into[page]:
                out[before] |= out[page]
            for after in out[page]:
                into[after] |= into[page]
            _remove(page, out, into)
            todo += sorted(near)
    return None


def _without_needless(late: list[str], circle: Graph) -> list[str]:
    """Without those that can wait for their links after all: nothing leads from them back to them."""
    kept = set(late)
    others = circle.keys() - kept
    for page in late:
        others.add(page)
        if any(page in circle[one] for one in _reached(page, circle, others)):
            others.remove(page)
        else:
            kept.remove(page)
    return sorted(kept)
