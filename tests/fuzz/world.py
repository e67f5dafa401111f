"""A checkout in the middle of its life and the hub that it belongs to, as often as they are wanted."""

import json
import shutil
import sqlite3
import subprocess
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import tomli_w

from execsync.core.address import Address
from execsync.core.digest import digest, seal
from execsync.core.planning.saved import SavedPlan, fingerprint
from execsync.core.planning.steps import StepKind
from execsync.core.running.record import (
    Header,
    Intent,
    Left,
    Line,
    Outcome,
    Saving,
    entry_line,
    header_line,
)
from execsync.core.state_text import dump_state
from execsync.localhub import LocalHub
from execsync.state.saved_plan import _converter
from tests.crash.quick import quick
from tests.fuzz.pieces import KEY, with_raw
from tests.fuzz.process import Worker
from tests.fuzz.spoiling import Plot, SpoilingHub
from tests.support.checkout import Checkout
from tests.support.entries import creation, update
from tests.support.hub import make_hub
from tests.support.kept import read_unowned, signed

CONFIG = """\
[content]
root = "content"
include = ["*.md", "sub/**"]
exclude = ["drafts/*"]
title_from = "front-matter"

[defaults]
status = "draft"
visibility = "workspace"
folder_ids = ["f1"]
skill_ids = []

[apply]
parallelism = 2
prune = false
source_timeout = 0.2
on_drift = "keep"
look = "each"

[limits]
per_minute = 0
per_day = 0
reserve = 0

[watch]
quiet = 0.3
min_interval = 5
as_draft = false

[state]
backend = "file"
path = ".execsync/state.toml"

[rules]
severity = { EX080 = "warning", EX050 = "off" }

[rules.ignore]
"sub/**" = ["EX081"]
"*.md" = ["EX060"]
"""
FILES = {
    "config": "execsync.toml",
    "state": ".execsync/state.toml",
    "journal": ".execsync/journal.jsonl",
    "plan": "plan.json",
    "serial": ".execsync/last-serial.json",
    "unowned": ".execsync/cache/unowned.json",
}
GIT = ("git", "-c", "user.name=A", "-c", "user.email=a@e.example")
LONG_NAME = "a" * 120 + ".md"


@dataclass(frozen=True)
class Run:
    """What came of some commands: how each ended, and State's file before and after."""

    ended: Sequence[dict[str, Any]]
    before: bytes
    after: bytes


class World:
    """The checkout, the hub, and the worker that runs commands there."""

    def __init__(self, folder: Path, hub: LocalHub, spoiling: SpoilingHub, worker: Worker) -> None:
        self._template = folder / "template"
        self._folder = folder / "run"
        self._hub = hub
        self._spoiling = spoiling
        self._worker = worker
        self._content = sqlite3.connect(":memory:", check_same_thread=False)
        with quick(look_again=0.01):
            self.trees = _prepare(Checkout(self._template, hub.url, config=CONFIG), hub)
        with hub._parts.database._lock:
            hub._parts.database._connection.backup(self._content)

    def run(
        self,
        commands: Sequence[Sequence[str]],
        files: dict[str, bytes] | None = None,
        plot: Plot | None = None,
    ) -> Run:
        """Run commands in a new copy of the checkout, with other bytes in some files. Raises Crash."""
        shutil.rmtree(self._folder, ignore_errors=True)
        shutil.copytree(self._template, self._folder)
        for name, data in (files or {}).items():
            given = signed(data, KEY) if name == "unowned" else data
            (self._folder / FILES[name]).write_bytes(given)
        with self._hub._parts.database._lock:
            self._content.backup(self._hub._parts.database._connection)
        self._spoiling.begin(plot)
        state = self._folder / FILES["state"]
        before = state.read_bytes()
        ended = self._worker.run(self._folder, commands, self._environment())
        return Run(ended, before, state.read_bytes())

    def close(self) -> None:
        """Let go of the copy of the hub's content."""
        self._content.close()

    def _environment(self) -> dict[str, str]:
        return {
            "PATH": "/usr/bin:/bin",
            "HOME": str(self._folder),
            "EXEC_API_URL": self._spoiling.url,
            "EXEC_API_KEY": KEY,
            "XDG_STATE_HOME": str(self._folder / ".state-home"),
        }


@contextmanager
def world(folder: Path) -> Iterator[World]:
    """A world below `folder`, for the block."""
    with make_hub() as hub, Worker() as worker:
        spoiling = SpoilingHub(hub)
        with spoiling.running(), closing(World(folder, hub, spoiling, worker)) as made:
            yield made


def _prepare(checkout: Checkout, hub: LocalHub) -> dict[str, Any]:
    """Bring a checkout to where there is something to do of every kind. Returns its files as trees."""
    url = "https://e.example/"
    checkout.page("a.md", title="A", body="One.\n\nTwo.\n")
    checkout.page("b.md", title="B", sources=[f"{url}a"], folder_ids=["f1", "f2"])
    checkout.page("sub/c.md", title="C", status="published", skill_ids=["s1"])
    checkout.page("gone.md", title="Gone", body="Gone.\n", sources=[f"{url}gone"])
    checkout.page("old.md", title="Moved", body="The same.\n")
    checkout.page(LONG_NAME, title="Long")
    _call(checkout, "apply", "--yes")
    hub.advance(60)
    hub.web.edit(checkout.state().pages["sub/c.md"].id, content="Of the web.", publish=True)
    hub.web.create("Somebody's", "Text.", publish=True)
    _call(checkout, "apply", "--yes", code=1)
    for command in (["init", "-q", "--template="], ["add", "-A"], ["commit", "-qm", "All"]):
        subprocess.run([*GIT, *command], cwd=checkout.folder, check=True)
    checkout.page("a.md", title="A", body="One.\n\nThree.\n")
    checkout.page("new.md", title="New", body="New.\n", sources=[f"{url}new"])
    checkout.rename("old.md", "sub/new name.md")
    checkout.remove("gone.md")
    _call(checkout, "plan", "--out", "plan.json", code=1)
    return {
        "config": tomllib.loads(CONFIG),
        "state": _state_tree(checkout),
        "journal": _journal_tree(checkout),
        **{
            name: json.loads((checkout.folder / FILES[name]).read_bytes())
            for name in ("plan", "serial")
        },
        "unowned": read_unowned(checkout),
    }


def _call(checkout: Checkout, *arguments: str, code: int = 0) -> None:
    ended = checkout.call(*arguments, EXEC_API_KEY=KEY)
    assert ended.code == code, ended


def _state_tree(checkout: Checkout) -> Any:
    """State with doubts and with a page that was replaced, beside what it holds already."""
    state = checkout.state()
    a = state.pages["a.md"]
    doubts = (creation("new.md", title="New", since=state.newest), update(a, title="A"))
    twin = replace(a, retiring=("p1",), retiring_seen=("0" * 16,), doubles=("p2",))
    more = replace(state, in_doubt=doubts, pages={**state.pages, "a.md": twin})
    return _unsealed(tomllib.loads(dump_state(more).decode()))


def _unsealed(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _unsealed(item) for key, item in value.items() if key != "digest"}
    return [_unsealed(item) for item in value] if isinstance(value, list) else value


def _journal_tree(checkout: Checkout) -> Any:
    """What an apply leaves that is killed: a creation whose end is known, and one whose end is not."""
    state = checkout.state()
    a, b = state.pages["a.md"], state.pages["b.md"]
    lost = creation("new.md", title="New", since=state.newest)
    entries: list[Line] = [
        Intent(1, StepKind.UPDATE_PAGE, Address("page", "a.md"), update(a)),
        Outcome(1, (a, *state.sources.values())),
        Saving(state.serial + 1, "0123456789abcdef"),
        Intent(2, StepKind.CREATE_PAGE, Address("page", "new.md"), lost),
        Intent(3, StepKind.UPDATE_PAGE, Address("page", "b.md"), update(b, title="B")),
        Outcome(4, (), (Left.of(state.pages["gone.md"]),)),
    ]
    header = Header(state.lineage, state.serial, state.workspace_id)
    return [header_line(header), *map(entry_line, entries)]


def toml_bytes(tree: Any) -> bytes:
    """A tree as TOML, as far as TOML can say it."""
    if not isinstance(tree, dict):
        return with_raw(json.dumps(tree).encode(), toml=True)
    return with_raw(tomli_w.dumps(_sayable(tree)).encode(), toml=True)


def sealed_state(tree: Any) -> bytes:
    """A tree as State's file, each table with the digest that belongs to it: somebody can work them out."""
    if not isinstance(tree, dict):
        return toml_bytes(tree)
    head = f"# A comment.\n{toml_bytes(_plain_part(tree)).decode()}".encode()
    return b"\n".join([head, *(_sealed(table) for table in _tables(tree))])


def _plain_part(tree: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in tree.items() if not isinstance(value, dict | list)}


def _tables(tree: dict[str, Any]) -> Iterator[bytes]:
    for key, value in tree.items():
        for name, entry in value.items() if isinstance(value, dict) and key != "state" else ():
            yield toml_bytes({key: {name: entry}})
        for entry in value if isinstance(value, list) else ():
            yield f"[[{key}]]\n".encode() + toml_bytes(entry)
    if isinstance(tree.get("state"), dict):
        yield toml_bytes({"state": tree["state"]})


def _sealed(table: bytes) -> bytes:
    text = table.removesuffix(b"\n")
    return text + f'\ndigest = "{seal(text)}"\n'.encode()


def sealed_lines(tree: Any) -> bytes:
    """A list as lines of a journal, each with its digest."""
    return b"".join(_sealed_line(line) for line in (tree if isinstance(tree, list) else [tree]))


def _sealed_line(line: Any) -> bytes:
    text = with_raw(json.dumps(line).encode(), toml=False)
    return text[:-1] + f', "digest": "{seal(text)}"'.encode() + text[-1:] + b"\n"


def json_bytes(tree: Any) -> bytes:
    """A tree as JSON."""
    return with_raw(json.dumps(tree).encode(), toml=False)


def sealed_plan(tree: Any) -> bytes:
    """A saved plan with the digests that belong to what it says: somebody can work them out."""
    data = with_raw(json.dumps(tree, ensure_ascii=False).encode(), toml=False)
    try:
        document = json.loads(data)
        content = document["saved_plan"]
        content["fingerprint"] = fingerprint(_converter().structure(content, SavedPlan).plan)
        document["checksum"] = digest(json.dumps(content, ensure_ascii=False, sort_keys=True))
        return json.dumps(document).encode()
    except Exception:
        return data


def _sayable(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sayable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_sayable(item) for item in value]
    return "" if value is None else value
