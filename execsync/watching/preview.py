"""A local hub to look at while writing, with its database and a State in a folder of their own."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass

from execsync.backends.file import prepare_folder
from execsync.config import Config, LimitsConfig, StateConfig
from execsync.errors import LockedError, StateError
from execsync.local_process import LocalHubProcess, environment, local_hub
from execsync.workspace import Workspace

FOLDER = ".execsync/local"
STATE = f"{FOLDER}/state.toml"
HUB = f"{FOLDER}/hub"
LOG = f"{FOLDER}/hub.log"


@dataclass(frozen=True, slots=True)
class Preview:
    """A local hub that runs. `page` is what to open in a browser, `environment` leads commands to it."""

    hub: LocalHubProcess
    page: str
    environment: Mapping[str, str]


def tune(config: Config) -> Config:
    """The Config for a local hub: another State, and no limits, which is why no page has to wait."""
    return config._replace(
        limits=LimitsConfig(per_minute=0, per_day=0),
        watch=config.watch._replace(min_interval=0.0),
        state=StateConfig(path=STATE),
    )


@contextmanager
def open_preview(config: Config) -> Iterator[Preview]:
    """Run the local hub of this checkout for the block. It takes whatever folders and skills pages name.

    Raises LockedError where it runs already, StateError where its folder cannot be written, and
    ExecsyncError where it does not start.
    """
    folder, database = config.root / FOLDER, config.root / HUB / "hub.sqlite3"
    try:
        prepare_folder(config.root / ".execsync")
        database.parent.mkdir(parents=True, exist_ok=True)
        (config.root / LOG).touch()
        if not database.exists():
            (config.root / STATE).unlink(missing_ok=True)  # it would speak of a hub that is gone
    except OSError as error:
        raise StateError(f"{folder}: cannot be written: {error.strerror}") from error
    arguments = ["--database", str(database), "--invent-ids", *_limits_shown(config.limits)]
    with ExitStack() as stack:
        try:
            stack.enter_context(_alone(config))
        except LockedError as error:
            raise LockedError(
                f"a preview of this checkout is running already: {error.message}",
                hint="use that one, or end it first",
            ) from None
        hub = stack.enter_context(local_hub(arguments, config.root / LOG))
        page = hub.address.partition("/rest/")[0] + "/"
        yield Preview(hub, page, environment(hub.address, folder))


def _limits_shown(limits: LimitsConfig) -> list[str]:
    """What the preview's saves would have taken of the real budget is shown, and keeps none waiting."""
    numbers = ["--per-minute", str(limits.per_minute), "--per-day", str(limits.per_day)]
    return [*numbers, "--count-only"]


def _alone(config: Config) -> AbstractContextManager[None]:
    """A lock of the hub's own, held as long as it runs: that of State is taken for each batch."""
    return Workspace(config._replace(state=StateConfig(path=f"{HUB}/state.toml"))).lock(timeout=0)
