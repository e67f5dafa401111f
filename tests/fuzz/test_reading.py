"""Whatever a file holds, it becomes a document or a diagnostic: never an exception, a crash or a mess."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from execsync.core.rules import RULES
from tests.fuzz.hostile import HOSTILE
from tests.fuzz.process import Crash, Worker
from tests.support.examples import examples

ROOT = Path(__file__).parent.parent.parent
REAL = [
    path.read_bytes()
    for folder in ("example-hub/content", "tests/cases/validate")
    for path in sorted((ROOT / folder).rglob("*.md"))
]
PIECES = [
    b"---\n",
    b"+++\n",
    b"\n",
    b"\r\n",
    b"\r",
    b"\t",
    b" ",
    b": ",
    b"- ",
    b"? ",
    b"[",
    b"]",
    b"{",
    b"}",
    b'"',
    b"'",
    b"&a ",
    b"*a",
    b"<<: *a",
    b"!!int ",
    b"!x ",
    b"|\n",
    b">\n",
    b"#",
    b"%",
    b"@",
    b"`",
    b"```\n",
    b"\0",
    b"\x1b[31m",
    b"\xff",
    b"\xed\xa0\x80",
    b"\xef\xbb\xbf",
    "\u202e\u2028\u0301\ufffe".encode(),
    b"::error::",
    b"%0A",
    b"](",
    b"![](",
    b"<a href=",
    b"<!-- execsync: ignore EX050 -->",
    b"title: ",
    b"status: ",
    b"sources:\n- ",
    b"2024-01-01",
    b"1:30",
    b"yes",
    b"~",
    b"https://a:b@c/",
    b"[" * 30,
    b"- " * 30,
    b"folder_ids: [a, a]\n",
    b"exec_live_",
    b"1e999",
    b"[[sources]]\n",
]


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A real file with pieces put in, taken out and doubled."""
    data = bytearray(draw(st.sampled_from(REAL))[:6000])
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, min(len(data), 400)) | st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 40)))
        piece = draw(st.sampled_from(PIECES) | st.binary(max_size=4))
        data[start:end] = draw(st.sampled_from([piece, b"", bytes(data[start:end]) * 2]))
    return bytes(data)


def fenced(pieces: list[bytes]) -> bytes:
    return b"---\n" + b"".join(pieces) + b"\n---\n"


def fronted(text: str) -> bytes:
    return f"---\n{text}\n---\n{text}".encode(errors="surrogatepass")


FILES = st.one_of(
    st.binary(max_size=500),
    st.lists(st.sampled_from(PIECES), max_size=30).map(b"".join),
    st.lists(st.sampled_from(PIECES), max_size=20).map(fenced),
    st.text(max_size=200).map(fronted),
    mutated(),
    mutated(),
)


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker() as running:
        yield running


def check_answer(worker: Worker, data: bytes) -> None:
    answer = worker.examine(data)
    assert "raised" not in answer, answer["raised"]
    lines = len(re.findall(rb"\r\n|\r|\n", data)) + 1
    for code, line, column in answer["places"]:
        assert code in RULES
        assert line is None or 1 <= line <= lines
        assert column is None or column >= 1
    outputs = answer["outputs"]
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e]", outputs["text"])
    assert all(line.startswith("::") for line in outputs["github"].splitlines())
    assert len(outputs["github"].splitlines()) == min(len(answer["places"]), 50)
    ET.fromstring(outputs["junit"])  # noqa: S314


@pytest.mark.timeout(900)
@examples(1000, suppress_health_check=list(HealthCheck))
@given(data=FILES)
def test_no_file_raises_or_crashes(worker: Worker, data: bytes) -> None:
    check_answer(worker, data)


@pytest.mark.parametrize("name", HOSTILE)
def test_no_hostile_file_raises_crashes_or_hangs(worker: Worker, name: str) -> None:
    check_answer(worker, HOSTILE[name])


def test_a_crash_would_be_seen() -> None:
    with Worker(patience=0.0) as impatient, pytest.raises(Crash):
        impatient.examine(b"x" * 100_000)
