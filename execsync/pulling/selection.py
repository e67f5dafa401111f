"""Which pages are pulled, and why others that somebody edited on the web are not."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from execsync.config import Config
from execsync.content.lost_targets import refuse_unmatched
from execsync.content.places import shown_path
from execsync.content.reader import Content
from execsync.core.planning.conflicts import archived_way_out
from execsync.core.planning.drift import web_edits
from execsync.core.planning.moves import find_moves
from execsync.core.planning.targets import matches, resolve
from execsync.core.pulling.pulled import Pulled, Result
from execsync.core.resource import Page
from execsync.core.state import PageState, State


@dataclass(frozen=True, slots=True)
class Chosen:
    """A page that is to be pulled: what State says of it, and what its file wants."""

    known: PageState
    page: Page


@dataclass(frozen=True, slots=True)
class Selection:
    """The pages to pull, those that are left, and each renamed file's path with the one that State has."""

    pages: tuple[Chosen, ...]
    left: tuple[Pulled, ...]
    moves: Mapping[str, str]


def select(config: Config, read: Content, state: State, patterns: Sequence[str]) -> Selection:
    """The pages that somebody edited on the web and that `patterns` mean, all of them where there is none.

    Raises UsageError for a pattern that means no page.
    """
    choice = _Choice(config, read, state, patterns)
    pages, left = [], []
    for known in sorted(state.pages.values(), key=lambda page: page.path):
        chosen = choice.judge(known)
        if isinstance(chosen, Chosen):
            pages.append(chosen)
        elif chosen is not None:
            left.append(chosen)
    return Selection(tuple(pages), tuple(left), choice.moves)


class _Choice:
    def __init__(
        self, config: Config, read: Content, state: State, patterns: Sequence[str]
    ) -> None:
        self._config = config
        self._read = read
        self._pages = {page.path: page for page in read.pages}
        self._shared = state.shared_ids()
        unmanaged = read.sites.unmanaged
        managed = state.without_pages(unmanaged).pages if unmanaged else state.pages
        found = find_moves(read.pages, managed)
        self.moves = {new: old for new, old in found.items() if new != old}
        self._new = {old: new for new, old in self.moves.items()}
        self._targets = resolve(patterns, {}, root=config.content.root)
        paths = [*self._pages, *state.pages, *read.gaps.broken]
        refuse_unmatched(self._targets, paths, config)

    def judge(self, known: PageState) -> Chosen | Pulled | None:
        """What is to become of a page; None where there is nothing to say of it."""
        if known.path in self._read.sites.unmanaged or not (known.archived or web_edits(known)):
            return None
        path = self._new.get(known.path, known.path)
        if self._targets and not any(matches(self._targets, one) for one in (path, known.path)):
            return None
        if reasons := next(self._obstacles(known, path), None):
            reason, hint, is_error = reasons
            return Pulled(
                shown_path(path, self._config),
                known.id,
                Result.LEFT,
                web_edits(known),
                reason=reason,
                hint=hint,
                error=is_error,
            )
        return Chosen(known, self._pages[path])

    def _obstacles(self, known: PageState, path: str) -> Iterator[tuple[str, str, bool]]:
        """Why it cannot be pulled, what to do, and whether that is an error: the first counts."""
        if known.archived:
            yield "archived on the web; it stays so", archived_way_out(known.address), False
        if known.id in self._shared:
            yield (
                "State has two files for this page",
                "run execsync apply first: it takes one",
                True,
            )
        if known.observed is None:
            yield (
                f"State does not say what the hub showed of {known.id}: nothing tells what was changed",
                "write the web's text into the file, or: execsync apply --on-drift overwrite",
                True,
            )
        if path in self._pages and not (path == known.path and path in self.moves):
            return
        if path in self._read.gaps.broken:
            yield "its file has an error", "mend it first: execsync validate shows it", True
        yield (
            "edited on the web, and its file is gone here",
            "bring the file back and pull again; or archive the page on the web",
            False,
        )
