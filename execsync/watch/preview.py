"""A local hub to look at while writing, with its database and a State in a folder of their own."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from execsync.config import Config
from execsync.core.config_tables import LimitsConfig, StateConfig
from execsync.core.hub_tables import HubConfig
from execsync.core.text_settings import AssetSettings
from execsync.errors import LockedError, StateError, UnsafeFileError
from execsync.state.folder import StateFolder
from execsync.system.local_process import LocalHubProcess, environment, local_hub
from execsync.system.real_folder import RealFolder
from execsync.watch.preview_port import RUNNING, choose_port, remember_port, running_page
from execsync.workspace import Workspace

FOLDER = ".execsync"
STATE = "local/state.toml"
HUB = "local/hub"
DATABASE = f"{HUB}/hub.sqlite3"
LOG = "local/hub.log"
REPORT = f"{HUB}/report.json"
SEED = "hub-seed.toml"
"""Folders and skills for the local hub, beside execsync.toml."""


@dataclass(frozen=True, slots=True)
class Preview:
    """A local hub that runs. `page` is what to open in a browser, `environment` leads commands to it.

    `report` puts a report on the files in the place of the last one.
    """

    hub: LocalHubProcess
    page: str
    environment: Mapping[str, str]
    report: Callable[[bytes], None]


def tune(config: Config) -> Config:
    """The Config for a local hub: another State, and no limits, which is why no page has to wait.

    Links between pages lead to its own pages, whatever its port, and it has the images of the content root.
    One that is missing keeps no page from being looked at, unless execsync.toml says so.
    """
    rules = config.rules
    tuned = rules._replace(
        links=rules.links._replace(page_url="/pages/{id}"),
        assets=AssetSettings("/files/{path}"),
        severity={"EX061": "warning", **rules.severity},
    )
    return config._replace(
        rules=tuned,
        limits=LimitsConfig(per_minute=0, per_day=0),
        watch=config.watch._replace(min_interval=0.0),
        state=StateConfig(path=f"{FOLDER}/{STATE}"),
        hubs=(),
        hub=HubConfig(),
    )


@contextmanager
def open_preview(config: Config, port: int | None = None) -> Iterator[Preview]:
    """Run the local hub of this checkout for the block, on `port`, or else on that of the last time.

    It has the folders and skills of `hub-seed.toml`, and takes whatever others pages name. Raises LockedError
    where it runs already, StateError where its folder cannot be written, and ExecsyncError where it does not
    start.
    """
    folder = StateFolder.of(config._replace(state=config.state._replace(path=StateConfig().path)))
    with ExitStack() as stack:
        try:
            folder.prepare()
            stack.enter_context(_alone(config, folder))
            _clear(folder)
        except OSError as error:
            raise StateError(f"{folder}: cannot be written: {error.strerror}") from error
        arguments = ["--database", folder.path(DATABASE), "--invent-ids"]
        arguments += [
            *_limits_shown(config.limits),
            "--report",
            folder.path(REPORT),
            *_seed(config),
        ]
        root = os.path.join(config.folder, config.content.root)
        if os.path.isdir(root):
            arguments += ["--files", root]
        arguments += ["--port", str(choose_port(folder, port))]
        hub = stack.enter_context(local_hub(arguments, Path(folder.path(LOG))))
        page = hub.address.partition("/rest/")[0] + "/"
        remember_port(folder, int(page.rpartition(":")[2].strip("/")), is_wanted=port is not None)
        leading = environment(hub.address, Path(folder.path("local")))
        yield Preview(hub, page, leading, lambda report: folder.keep(REPORT, report))


def _seed(config: Config) -> list[str]:
    """The flag with which the local hub has folders and skills of its own, where a file has some."""
    path = os.path.join(config.folder, SEED)
    try:
        with RealFolder.trusted(config.folder) as folder:
            folder.check(SEED)
    except IsADirectoryError:
        raise UnsafeFileError(path, "is a folder") from None
    return ["--seed", path] if os.path.isfile(path) else []


def _limits_shown(limits: LimitsConfig) -> list[str]:
    """The flags with which the local hub counts requests against the real limits, and makes none wait."""
    numbers = ["--per-minute", str(limits.per_minute), "--per-day", str(limits.per_day)]
    return [*numbers, "--count-only"]


def _clear(folder: StateFolder) -> None:
    """Put away what the last one has left, and refuse what it cannot have made."""
    os.close(folder.open(LOG, os.O_WRONLY | os.O_CREAT))
    if folder.stamp(DATABASE) is None:
        folder.remove(STATE)  # it would speak of a hub that is gone
    for ending in ("", "-journal", "-wal", "-shm"):
        folder.check(DATABASE + ending)  # it is opened by its path, and not by us
    folder.write(REPORT, b"{}")  # what was said last time is over
    folder.remove(RUNNING)


@contextmanager
def _alone(config: Config, folder: StateFolder) -> Iterator[None]:
    """A lock of the hub's own, held as long as it runs: that of State is taken for each batch.

    Raises LockedError, which says where the one that runs is to be seen.
    """
    own = Workspace(config._replace(state=StateConfig(path=f"{FOLDER}/{HUB}/state.toml")))
    with ExitStack() as stack:
        try:
            stack.enter_context(own.lock(timeout=0))
        except LockedError:
            page = running_page(folder)
            raise LockedError(
                f"a watch of this checkout with a local hub is running already{page and f', at {page}'}",
                hint="use that one, or end it first",
            ) from None
        yield
