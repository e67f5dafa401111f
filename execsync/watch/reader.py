"""What was saved, taken in once it keeps still: the files and execsync.toml, and what is wrong with them."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from execsync.config import Config
from execsync.watch.absence import Absences
from execsync.watch.config_file import ConfigFile
from execsync.watch.content_cache import ContentCache, TreeLook
from execsync.watch.hints import Hints
from execsync.watch.observation import Observation
from execsync.watch.reporter import WatchReporter
from execsync.watch.working_set import WorkingSet

LONGEST = 2.0
"""Seconds from the first hint after which saves are taken in although they still come."""


@dataclass(frozen=True, slots=True)
class News:
    """What a gathering brought. `changed` is true of a new Config too."""

    changed: bool
    new_config: bool


class Reader:
    """Keeps the working set as the files are, and tells what is wrong with them. `absences` follow it.

    Without an `observation`, or where the system gives none, what moves is looked at until it stands.
    """

    def __init__(
        self,
        config_file: ConfigFile,
        hints: Hints,
        reporter: WatchReporter,
        observation: Observation | None,
        absences: Absences,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.is_settled = False
        """Whether nothing looked like half of a save at last."""
        self._config_file = config_file
        self._hints = hints
        self._reporter = reporter
        self._observation = observation
        self._absences = absences
        self._clock = clock
        self._cache = ContentCache(config_file.config)

    @property
    def config(self) -> Config:
        """The Config in force."""
        return self._config_file.config

    @property
    def working_set(self) -> WorkingSet:
        """What the files want by now."""
        return self._cache.working_set

    @property
    def is_lost(self) -> bool:
        """Whether the content root is away, so that nothing can be said of what it wants."""
        return self._cache.missing is not None

    @property
    def is_blind(self) -> bool:
        """Whether no hint comes: the caller must look by the clock."""
        return self._observation is None or bool(self._observation.failure) or self.is_lost

    def gather(self) -> News:
        """Wait until what is being saved keeps still, but not for ever, then take it in."""
        self._follow()
        ends = self._hints.since + LONGEST
        if self._hints.pending:
            self._hints.settle(self.config.watch.quiet, ends)
        look, news = self.look()
        while self._moves(look) and self._clock() < ends and not self._hints.have_ended:
            self._hints.settle(self.config.watch.quiet, ends)
            look, more = self.look()
            news = News(news.changed or more.changed, news.new_config or more.new_config)
        self.is_settled = look.settled
        self._tell()
        return news

    def look(self) -> tuple[TreeLook, News]:
        """Take in everything as it is right now."""
        toml = self._config_file.look()
        if toml.changed:
            self._cache = ContentCache(self.config)
            self._reporter.tell("execsync.toml has changed and is in force")
        # Before the files: Git takes them away first, and says then where it stands.
        self._absences.check_branch()
        tree = self._cache.look()
        if not self.is_lost:
            self._absences.note(self._cache.working_set)
        both = TreeLook(toml.changed or tree.changed, toml.settled and tree.settled)
        return both, News(both.changed, toml.changed)

    def _moves(self, look: TreeLook) -> bool:
        return not look.settled or (look.changed and self.is_blind)

    def _follow(self) -> None:
        if self._observation is None:
            return
        self._observation.follow(self.config)
        failure = self._observation.failure
        text = (
            f"the system cannot tell of changes ({failure}): looking every second, as --poll does"
        )
        self._reporter.condition("events", text if failure else "")

    def _tell(self) -> None:
        error, root = self._config_file.error, self.config.content.root
        text = f"{error.message}; the last version without an error stays" if error else ""
        self._reporter.condition("config", text, over="execsync.toml: no error any more")
        missing = self._cache.missing
        text = f"{missing.told}; nothing is written until that is mended" if missing else ""
        self._reporter.condition("root", text, over=f"{root}: is there again")
        self._reporter.findings(self.working_set.diagnostics)
