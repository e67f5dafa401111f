"""A hub in Git whose State matches its files, as if everything had been applied: no server is needed."""

import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from benchmarks.corpus import write_hub
from benchmarks.process import environment
from execsync.config import load
from execsync.content import reader
from execsync.core.planning.linking import NO_SITES
from execsync.core.planning.marking import mark_unchanged
from execsync.core.resource import Page, gather_sources
from execsync.core.running.outcome import sent_page
from execsync.core.state import Observed, PageState, SourceState, State
from execsync.core.state_text import dump_state
from execsync.state.file import FileBackend
from execsync.state.folder import StateFolder

WRITTEN, LOOKED = "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"
OLD_ENOUGH = 2.1
"""Seconds after which a stamp tells whether a file was changed: no later change can share it."""


def write_unchanged_hub(root: Path, *, pages: int) -> None:
    """A hub of `pages` pages and half as many sources, committed, each file older than two seconds."""
    write_hub(root, pages=pages, sources=pages // 2)
    config = load(root / "execsync.toml")
    state = _state(reader.load(config).pages)
    FileBackend(StateFolder.of(config, {}), "state.toml").write(dump_state(state), None)
    identity = ("-c", "user.name=Benchmark", "-c", "user.email=benchmark@example.com")
    for command in (("init", "--quiet"), ("add", "--all"), (*identity, "commit", "-qm", "All")):
        subprocess.run(["git", *command], cwd=root, check=True, env=environment())
    time.sleep(OLD_ENOUGH)


def remove_what_is_not_committed(root: Path) -> None:
    """Leave the tree as a fresh clone has it."""
    subprocess.run(["git", "clean", "-ffdxq"], cwd=root, check=True, env=environment())


def _state(pages: tuple[Page, ...]) -> State:
    sources = {
        one.url: SourceState(
            one.url, f"src-{number:06}", one.title, one.cover, one.folder_ids, "ready", ours=True
        )
        for number, one in enumerate(gather_sources(pages).values())
    }
    state = State(
        lineage="7d0f4e9c-0000-4000-8000-000000000000",
        serial=1,
        workspace_id="ws-local",
        workspace_name="Local workspace",
        watermark=LOOKED,
        pages={entry.path: entry for entry in _entries(pages, sources)},
        sources=sources,
    )
    return state.with_pages(mark_unchanged(state, pages, NO_SITES))


def _entries(pages: tuple[Page, ...], sources: dict[str, SourceState]) -> Iterator[PageState]:
    for number, page in enumerate(pages):
        ids = tuple(sources[source.url].id for source in page.sources)
        sent = sent_page(page, page_id=f"pg-{number:06}", source_ids=ids)
        seen = Observed(
            WRITTEN,
            sent.title,
            sent.status,
            sent.folder_ids,
            sent.skill_ids,
            sent.source_ids,
            sent.body,
            says=sent.says,
            version=1,
        )
        yield replace(sent, observed=seen)
