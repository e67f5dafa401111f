"""The parts of a local hub, put together from its settings."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from execsync.localhub.answers import Answers
from execsync.localhub.catalogue import Catalogue
from execsync.localhub.clock import Clock
from execsync.localhub.colleague import Colleague
from execsync.localhub.database import Database
from execsync.localhub.exchanges import Exchanges
from execsync.localhub.faults import Faults
from execsync.localhub.hooks import Hooks
from execsync.localhub.limits import Limits
from execsync.localhub.open_editors import OpenEditors
from execsync.localhub.pages import Pages
from execsync.localhub.seed import load_seed
from execsync.localhub.settings import Dials
from execsync.localhub.sources import Sources
from execsync.localhub.stored import Stored
from execsync.localhub.watch_report import ReportFile

if TYPE_CHECKING:
    from collections.abc import Callable
    from wsgiref.types import WSGIEnvironment

    from execsync.localhub.settings import LocalHubSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What the routes work with; all of it may be used from several threads."""

    dials: Dials
    clock: Clock
    database: Database
    catalogue: Catalogue
    pages: Pages
    sources: Sources
    answers: Answers
    colleague: Colleague
    editors: OpenEditors
    stored: Stored
    limits: Limits
    report: ReportFile
    faults: Faults = field(default_factory=Faults)
    hooks: Hooks = field(default_factory=Hooks)
    exchanges: Exchanges = field(default_factory=Exchanges)
    stopping: threading.Event = field(default_factory=threading.Event)
    """Set when the hub stops, so that nothing sleeps on."""


_IN_ENVIRON = "execsync.parts"


def give_parts(environ: WSGIEnvironment, parts: Parts) -> None:
    """Have a request say which hub it was made to: routes take long to build, and are the same for all."""
    environ[_IN_ENVIRON] = parts


def parts_of(environ: WSGIEnvironment) -> Parts:
    """Those of the hub that a request was made to."""
    return cast("Parts", environ[_IN_ENVIRON])


def build_parts(settings: LocalHubSettings, machine: Callable[[], float] = time.time) -> Parts:
    """Open the database, load the seed, and put the parts together.

    `machine` gives seconds since 1970. Raises sqlite3.Error for a database that cannot be opened,
    and OSError or ValueError for a seed that cannot be read.
    """
    dials = Dials(settings)
    clock = Clock(dials, machine)
    database = Database(settings.database)
    try:
        catalogue = Catalogue(database, clock, dials)
        if settings.seed is not None:
            load_seed(settings.seed, catalogue)
    except BaseException:
        database.close()
        raise
    pages = Pages(database, clock, dials, catalogue)
    sources = Sources(database, clock, dials, catalogue)
    editors = OpenEditors(pages, clock)
    return Parts(
        dials=dials,
        clock=clock,
        database=database,
        catalogue=catalogue,
        pages=pages,
        sources=sources,
        answers=Answers(database, clock, dials),
        colleague=Colleague(pages, sources, editors),
        editors=editors,
        stored=Stored(database, sources),
        limits=Limits(clock, dials),
        report=ReportFile(settings.report),
    )
