"""Answers that were compressed: by one coding, and into no more memory than an answer may take."""

import gzip
import socket
import tracemalloc
import zlib
from collections.abc import Callable

import pytest

from execsync.errors import BadAnswer, RequestRefused, UnclearWrite

from .conftest import Connect
from .stage import Play, Stage, raw, reply

MEBIBYTE = 1024 * 1024
LIMIT = MEBIBYTE


def coded(coding: str, content: bytes, status: int = 200) -> Play:
    return reply(status, content, headers={"Content-Encoding": coding})


def bare(content: bytes) -> bytes:
    """Deflate without the frame of zlib, as some servers understand the word."""
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush()


CODINGS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "gzip": ("gzip", gzip.compress),
    "in capitals": (" GZip ", gzip.compress),
    "deflate": ("deflate", zlib.compress),
    "bare deflate": ("deflate", bare),
    "identity": ("identity", bytes),
    "empty": ("", bytes),
}


@pytest.mark.parametrize("name", CODINGS)
@pytest.mark.parametrize("step", [1, 100_000])
def test_one_coding_is_read(name: str, step: int, connected: Connect) -> None:
    coding, pack = CODINGS[name]
    content = pack(b'{"id": "w", "name": "Acme"}' + b" " * 5000)
    chunks = [content[at : at + step] for at in range(0, len(content), step)]
    body = b"".join(b"%x\r\n%b\r\n" % (len(chunk), chunk) for chunk in chunks) + b"0\r\n\r\n"
    head = {"Transfer-Encoding": "chunked", "Content-Encoding": coding}
    with Stage(raw(200, head, body)) as stage:
        assert connected(stage.url).workspace().name == "Acme"
        assert stage.seen[0].headers["accept-encoding"] == "gzip, deflate"


@pytest.mark.parametrize(
    "coding", ["gzip, gzip", "gzip, identity", "br", "zstd", "x\x9by", "no such coding"]
)
def test_another_coding_or_a_list_of_them_is_refused_by_its_name(
    coding: str, connected: Connect
) -> None:
    with Stage(coded(coding, b"{}")) as stage, pytest.raises(BadAnswer) as caught:
        connected(stage.url).workspace()
    assert caught.value.message == (
        "GET /workspace: the answer cannot be read: its Content-Encoding should be gzip, deflate or "
        f"identity, and is {coding}".replace("\x9b", r"\x9b")
    )


def test_the_header_sent_twice_is_a_list(connected: Connect) -> None:
    twice = b"HTTP/1.1 200 X\r\n" + b"Content-Encoding: gzip\r\n" * 2 + b"Content-Length: 0\r\n\r\n"

    def play(connection: socket.socket) -> bool:
        connection.sendall(twice)
        return False

    with Stage(play) as stage, pytest.raises(BadAnswer, match="and is gzip, gzip"):
        connected(stage.url).workspace()


def test_a_write_whose_answer_is_in_another_coding_was_carried_out(connected: Connect) -> None:
    with Stage(coded("br", b"{}", 201)) as stage, pytest.raises(UnclearWrite, match="and is br"):
        connected(stage.url).create_page({"title": "T"})


def test_a_refusal_in_another_coding_is_still_one(connected: Connect) -> None:
    with Stage(coded("br", b"{}", 400)) as stage, pytest.raises(RequestRefused, match=r": 400$"):
        connected(stage.url).workspace()


@pytest.mark.parametrize("cut", [1, 10, 20])
def test_what_breaks_off_is_not_taken_for_the_whole(cut: int, connected: Connect) -> None:
    content = gzip.compress(b'{"id": "w", "name": "Acme"}' + b" " * 500)[:-cut]
    with Stage(coded("gzip", content)) as stage, pytest.raises(BadAnswer, match="breaks off"):
        connected(stage.url).workspace()


def test_nothing_at_all_is_nothing(connected: Connect) -> None:
    with Stage(raw(204, {"Content-Encoding": "gzip"}, b"")) as stage:
        connected(stage.url).archive_page("page-1")


BOMBS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "gzip": ("gzip", gzip.compress),
    "deflate": ("deflate", zlib.compress),
    "bare deflate": ("deflate", bare),
    "nested": ("gzip, gzip", lambda space: gzip.compress(gzip.compress(space))),
    "nothing for ever": ("gzip", lambda space: gzip.compress(b"{}") + b"\0" * len(space)),
    "plain": ("identity", bytes),
}


@pytest.mark.parametrize("name", BOMBS)
def test_no_more_is_unpacked_than_an_answer_may_take(name: str, connected: Connect) -> None:
    coding, pack = BOMBS[name]
    content = pack(b" " * (50 * LIMIT))
    with Stage(coded(coding, content)) as stage:
        hub = connected(stage.url, max_answer=LIMIT)
        tracemalloc.start()
        try:
            with pytest.raises(BadAnswer, match=r"longer than 1,048,576 bytes|Content-Encoding"):
                hub.workspace()
            _, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert most < 4 * LIMIT
