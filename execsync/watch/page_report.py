"""What the local hub's page is told of the files: paths, what is wrong, conflicts, and what has gone."""

import json
import os
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from execsync.config import Config
from execsync.content.places import shown_path
from execsync.core.diagnostic import Diagnostic, Severity
from execsync.core.planning.edited import is_conflict
from execsync.core.planning.plan import Action, PageChange
from execsync.core.running.result import StepFailure
from execsync.core.state import PageState
from execsync.errors import ConfigError, ExecsyncError, FilePlace
from execsync.watch.config_file import ConfigFile
from execsync.watch.working_set import WorkingSet
from execsync.watch.writer import Batch

Json = dict[str, Any]

WAY_OUT = "To have files win: execsync watch --local --on-drift overwrite"
REFUSED = "the hub has refused this page"


class PageReport:
    """Hands a report to `keep` whenever it says something new; the local hub documents its form."""

    def __init__(self, config_file: ConfigFile, keep: Callable[[bytes], None]) -> None:
        self._config_file = config_file
        self._keep = keep
        self._kept = b""

    def tell(self, working_set: WorkingSet, batch: Batch | None) -> None:
        """Say how it stands after `batch`, the last one that came to its end."""
        file = self._config_file
        report: Json = {
            "files": dict(_files(batch, file.config)) if batch else {},
            "problems": list(_problems(file, working_set, batch)),
            "conflicts": dict(_conflicts(batch)) if batch else {},
            "gone": dict(_gone(batch)) if batch else {},
            "unset": _unset(file.written),
        }
        said = json.dumps(report).encode()
        if said != self._kept:
            self._keep(said)
            self._kept = said


def _files(batch: Batch, config: Config) -> Iterator[tuple[str, str]]:
    for page in batch.state.pages.values():
        yield page.id, shown_path(page.path, config)


def _problems(file: ConfigFile, working_set: WorkingSet, batch: Batch | None) -> Iterator[Json]:
    if file.error is not None:
        yield _configuration(file.error, file.written.file)
    yield from _found(working_set.diagnostics)
    if batch is not None:
        yield from _found(batch.lost_names)
        yield from (_failed(failure, file.config) for failure in batch.result.failures)
        for change in batch.decision.refused:
            path = shown_path(change.address.name, file.config)
            yield {"path": path, "message": REFUSED, "hint": "it is sent again once it has changed"}


def _configuration(error: ConfigError, path: str) -> Json:
    """What is wrong with the execsync.toml at `path`."""
    at = error.place or FilePlace(path)
    place = {"path": os.path.basename(at.file), "line": at.line, "column": at.column}
    return {**place, "message": error.what, "hint": error.hint}


def _found(diagnostics: Iterable[Diagnostic]) -> Iterator[Json]:
    for found in diagnostics:
        if found.severity is Severity.ERROR:
            message = f"{found.summary} ({found.code})"
            place = {"path": found.path, "line": found.line, "column": found.column}
            yield {**place, "message": message, "hint": found.hint or found.detail}


def _failed(failure: StepFailure, config: Config) -> Json:
    address, error = failure.step.address, failure.error
    path = shown_path(address.name, config) if address.kind == "page" else address.name
    return {"path": path, "message": error.message, "hint": error.hint}


def _conflicts(batch: Batch) -> Iterator[tuple[str, Json]]:
    for change in batch.decision.plan.obstacles:
        if not (isinstance(change, PageChange) and is_conflict(change)):
            continue
        if change.obstacle and change.edited:
            told = {"message": change.obstacle.reason, "hint": WAY_OUT}
            yield change.edited.id, {**told, **_wanted(change)}


def _gone(batch: Batch) -> Iterator[tuple[str, Json]]:
    for change in batch.decision.plan.obstacles:
        obstacle, known = change.obstacle, change.before
        is_kept = change.action is Action.ARCHIVE and not is_conflict(change)
        if is_kept and obstacle and isinstance(known, PageState):
            yield known.id, {"message": obstacle.reason, "hint": obstacle.way_out}


def _wanted(change: PageChange) -> Json:
    """What the file of a change wants its page to say; nothing where it cannot be read by now."""
    page = change.after
    if page is None:
        return {}
    try:
        return {"title": page.title, "content": page.body.text()}
    except ExecsyncError:  # it was saved again, and will be read in a moment
        return {}


def _unset(written: Config) -> dict[str, str]:
    """Why the real hub could not follow a link between files, or show an image, where that is so."""
    unset = {}
    if not written.rules.links.page_url and not any(hub.page_url for hub in written.hubs):
        unset["links"] = (
            "On your hub, links between pages stay as they are written, and lead nowhere: "
            "[links] page_url of execsync.toml is not set."
        )
    if not written.rules.assets.base_url:
        unset["images"] = (
            "Your hub cannot show images that are files: "
            "[assets] base_url of execsync.toml is not set."
        )
    return unset
