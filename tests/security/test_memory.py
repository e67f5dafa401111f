"""A forged file just under its limit, of the content that takes the most memory, is read in 500 MiB."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from execsync.core import size_limits
from execsync.core.digest import seal
from execsync.core.state import State
from execsync.core.state_text import dump_state
from tests.fuzz.process import Worker
from tests.support.checkout import Checkout

Unit = Callable[[int], bytes]
HEAD = dump_state(State("a-lineage")).rstrip(b"\n") + b"\n\n"


def sealed(table: bytes) -> bytes:
    return table + f'\ndigest = "{seal(table)}"\n\n'.encode()


def sealed_page(number: int) -> bytes:
    text = f'[pages."{number:x}"]\nid = "{number:x}"\ntitle = ""\nstatus = ""\nvisibility = ""'
    return sealed(text.encode() + b'\nbody = ""')


UNITS: dict[str, Unit] = {
    "numbers": lambda _: b"1.5,",
    "texts": lambda n: b'"%x",' % n,
    "tables": lambda _: b"{},",
    "lists": lambda _: b"[],",
    "keys": lambda n: b'"%x":1.5,' % n,
}
STATE: dict[str, tuple[bytes, Unit, bytes]] = {
    "sealed pages": (HEAD, sealed_page, b""),
    "pages": (HEAD, lambda n: b'[pages."%x"]\n' % n, b""),
    "in_doubt": (HEAD, lambda _: b"[[in_doubt]]\n\n", b""),
    "keys": (HEAD + b"[state]\n", lambda n: b"%x=1\n" % n, b""),
    "dotted keys": (HEAD + b"[state]\n", lambda n: b"%x.a.b=1\n" % n, b""),
    "numbers": (HEAD + b"a = [", UNITS["numbers"], b"1]\n"),
    "empty lines": (HEAD, lambda _: b"\n", b""),
    "one text": (HEAD + b'[pages."a"]\nid = "\xf0\x9f\x98\x80', lambda _: b"x" * 1000, b'"\n'),
}


def filled(limit: int, head: bytes, unit: Unit, tail: bytes) -> bytes:
    """Units between a head and a tail, as many as fit in."""
    made, room = [head], limit - len(head) - len(tail)
    for number in count():
        piece = unit(number)
        room -= len(piece)
        if room < 0:
            return b"".join([*made, tail])
        made.append(piece)
    raise AssertionError("never full")


def in_json(name: str, limit: int) -> bytes:
    """A JSON object with a list, or a table, of such units."""
    opened, closed = (b"{", b'"z":1}') if name == "keys" else (b"[", b"1]")
    return filled(limit - 100, b'{"saved_plan":' + opened, UNITS[name], closed + b"}")


def journal_line(text: bytes) -> bytes:
    return text[:-1] + f', "digest": "{seal(text)}"}}\n'.encode()


@pytest.fixture
def worker() -> Iterator[Worker]:
    with Worker(patience=280.0) as running:
        yield running


def check(worker: Worker, checkout: Checkout, name: str, data: bytes, *command: str) -> None:
    """The worker raises Crash where it grows by more, or comes to no end."""
    path = checkout.folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    environment = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(checkout.folder),
        "XDG_STATE_HOME": str(checkout.state_home),
    }
    (ended,) = worker.run(checkout.folder, [command], environment)
    assert ended["code"] in (0, 1), ended
    assert "Traceback" not in ended["err"]


@pytest.fixture
def alone(tmp_path: Path) -> Checkout:
    """A checkout without a hub."""
    return Checkout(tmp_path / "checkout")


@pytest.mark.long
@pytest.mark.parametrize("name", STATE)
def test_state(name: str, worker: Worker, alone: Checkout) -> None:
    data = filled(size_limits.STATE, *STATE[name])
    check(worker, alone, ".execsync/state.toml", data, "state", "list")


@pytest.mark.long
@pytest.mark.parametrize("name", UNITS)
def test_a_saved_plan(name: str, worker: Worker, alone: Checkout) -> None:
    data = in_json(name, size_limits.SAVED_PLAN)
    check(worker, alone, "plan.json", data, "show", "plan.json")


@pytest.mark.long
@pytest.mark.parametrize("name", UNITS)
def test_the_journal(name: str, worker: Worker, alone: Checkout) -> None:
    data = journal_line(in_json(name, size_limits.JOURNAL))
    check(worker, alone, ".execsync/journal.jsonl", data, "plan")


def test_a_state_of_very_many_tables_is_not_taken_apart(worker: Worker, alone: Checkout) -> None:
    data = filled(size_limits.STATE // 8, *STATE["pages"])
    check(worker, alone, ".execsync/state.toml", data, "state", "list")
