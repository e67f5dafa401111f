"""`execsync hub`: run the local hub in the foreground."""

import dataclasses
import errno
import os
import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from execsync.errors import EXIT_OK, ExecsyncError, UsageError
from execsync.output.console import Console
from execsync.signals import stop_on_signal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from execsync.localhub import LocalHub, LocalHubSettings, Quirks


@dataclass(frozen=True, slots=True)
class HubOptions:
    """What the command line says. Times are seconds; a limit of 0 is none."""

    port: int = 0
    database: str = ":memory:"
    seed: str | None = None
    files: str | None = None
    report: str | None = None
    invent_ids: bool = False
    extraction_seconds: float = 2.0
    failing_sources: tuple[str, ...] = ()
    per_minute: int = 60
    per_day: int = 1000
    count_only: bool = False
    latency: float = 0.0
    quirks: tuple[str, ...] = ()
    until_input_ends: bool = False


def hub(options: HubOptions, *, console: Console) -> int:
    """Serve until Ctrl-C. The first line of the output is the address for EXEC_API_URL.

    With `until_input_ends` it also ends when its standard input does.
    """
    import sqlite3

    from execsync import localhub

    def tell(running: "LocalHub") -> None:
        console.out.write(f"{running.url}\n")
        console.out.flush()
        console.tell("to use it from another terminal (any key of that form is let in):")
        console.tell_lines(
            [f"  export EXEC_API_URL={running.url}", f"  export EXEC_API_KEY={localhub.LOCAL_KEY}"]
        )
        console.tell(f"look at it: {running.web_url} (Ctrl-C ends it)")

    stop = threading.Event()
    try:
        settings = _settings(options)
        with stop_on_signal(stop):
            if options.until_input_ends:
                threading.Thread(target=_await_end_of_input, args=(stop,), daemon=True).start()
            localhub.serve(settings, port=options.port, on_ready=tell, until=stop)
    except (ValueError, OSError) as error:
        raise _not_started(error, options) from error
    except sqlite3.Error as error:
        raise ExecsyncError(
            f"the local hub cannot keep anything in {options.database}: {error}",
            hint="--database takes a file of its own, in a folder that can be written",
        ) from error
    return EXIT_OK


def _not_started(error: ValueError | OSError, options: HubOptions) -> ExecsyncError:
    if isinstance(error, OSError) and error.filename is None and error.errno in _PORT_TROUBLES:
        return ExecsyncError(
            f"the local hub cannot start: port {options.port} {_PORT_TROUBLES[error.errno]}",
            hint="--port takes another one; without it, a free one is taken",
        )
    told = error.strerror if isinstance(error, OSError) else str(error)
    where = f"{options.seed}: " if isinstance(error, OSError) and error.filename else ""
    hint = "a seed is TOML or JSON with [[folders]] and [[skills]]" if options.seed else ""
    return ExecsyncError(f"the local hub cannot start: {where}{told}", hint=hint)


_PORT_TROUBLES = {
    errno.EADDRINUSE: "is taken by another program, perhaps a local hub",
    errno.EACCES: "is one that only the system's owner may use",
}


def _await_end_of_input(stop: threading.Event) -> None:
    # Past Python's buffer, whose lock a thread that still reads would take along into the exit.
    with suppress(OSError):
        while os.read(0, 4096):
            pass
    stop.set()


def _settings(options: HubOptions) -> "LocalHubSettings":
    from execsync.localhub import LocalHubSettings

    return LocalHubSettings(
        database=options.database,
        seed=options.seed,
        files=options.files,
        report=options.report,
        invent_ids=options.invent_ids,
        extraction_seconds=options.extraction_seconds,
        failing_sources=options.failing_sources,
        per_minute=options.per_minute or None,
        per_day=options.per_day or None,
        count_only=options.count_only,
        latency=options.latency,
        quirks=_quirks(options.quirks),
    )


def _quirks(texts: tuple[str, ...]) -> "Quirks":
    """The quirks that `NAME=VALUE` texts ask for. Raises UsageError."""
    from execsync.localhub import Quirks

    usual = Quirks()
    values: dict[str, Any] = {}
    for text in texts:
        name, _, value = text.partition("=")
        if name not in {field.name for field in dataclasses.fields(Quirks)}:
            raise UsageError(f"--quirk {name}: there is no such quirk", hint=_describe(usual))
        values[name] = _typed(value, getattr(usual, name))
    try:
        return dataclasses.replace(usual, **values)
    except ValueError as error:
        raise UsageError(f"--quirk {error}", hint=_describe(usual)) from error


def _typed(value: str, like: object) -> object:
    if isinstance(like, bool):
        words: Mapping[str, bool] = {"true": True, "false": False}
        return words.get(value, value)
    if isinstance(like, float):
        try:
            return float(value)
        except ValueError:
            return value
    return value


def _describe(usual: "Quirks") -> str:
    return "known: " + ", ".join(f"{n}={v}" for n, v in dataclasses.asdict(usual).items())
