"""Cells in a cloud's store where requests and answers get lost, and stores that are not what they seem."""

import asyncio
import sys
import threading
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import pytest

from execsync.errors import StateError
from execsync.state.cells import CellsError, Overtaken
from execsync.state.object_cells import TRIES, ObjectCells
from execsync.state.object_store import ObjectStore
from tests.support.clouds import ACCOUNT_KEY, SECRET, Cloud
from tests.support.wire import Answered, Asked, Fate, PassOn, Wire, cut, passed, unanswered, wire_to


@dataclass(frozen=True, slots=True)
class Shop:
    """A place in a store that is new, at the far end of a wire."""

    location: str
    wire: Wire

    def cells(self) -> ObjectCells:
        """Another machine's view of it, which waits for nothing."""
        return ObjectCells(ObjectStore(self.location), pause=lambda _: None)

    def sends(self) -> list[str]:
        """The methods of what was asked."""
        return [asked.method for asked in self.wire.asked]


@pytest.fixture(params=["s3_cloud", pytest.param("azure_cloud", marks=pytest.mark.long)])
def shop(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    """Each cloud in turn."""
    yield from _shop_in(request.getfixturevalue(request.param), monkeypatch)


@pytest.fixture
def s3_shop(s3_cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    """S3, which as moto has it checks no signature: requests may be changed on their way."""
    yield from _shop_in(s3_cloud, monkeypatch)


def _shop_in(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    with wire_to(cloud.port) as wire:
        for name, value in cloud.variables(wire.port).items():
            monkeypatch.setenv(name, value)
        yield Shop(cloud.make(f"b{uuid.uuid4().hex}"), wire)


def first(method: str, fate: Fate, *, times: int = 1) -> Fate:
    """That fate for the first requests of a method, and none for any other."""
    left = threading.BoundedSemaphore(times)

    def decide(asked: Asked, pass_on: PassOn) -> Answered | None:
        is_it = asked.method == method and left.acquire(blocking=False)
        return fate(asked, pass_on) if is_it else pass_on(asked)

    return decide


def begin(shop: Shop, *, is_new: bool) -> str | None:
    """The version that is there before the test: none, or one."""
    shop.cells().write("other", b"", None)  # what a store has to prove is proven
    return None if is_new else shop.cells().write("state", b"old", None)


def proven(shop: Shop) -> ObjectCells:
    cells = shop.cells()
    cells.read("other")
    return cells


@pytest.mark.parametrize("fate", [unanswered, cut])
@pytest.mark.parametrize("is_new", [True, False])
def test_a_write_that_got_no_answer_is_settled(shop: Shop, fate: Fate, is_new: bool) -> None:
    over = begin(shop, is_new=is_new)
    cells = proven(shop)
    shop.wire.fate = first("PUT", fate)
    version = cells.write("state", b"new", over)
    assert shop.cells().read("state") == (b"new", version)
    cells.write("state", b"newer", version)


@pytest.mark.parametrize("fate", [unanswered, cut])
def test_a_read_that_got_no_answer_is_asked_again(shop: Shop, fate: Fate) -> None:
    version = begin(shop, is_new=False)
    shop.wire.fate = first("GET", fate)
    assert shop.cells().read("state") == (b"old", version)


@pytest.mark.parametrize("is_new", [True, False])
def test_another_who_was_faster_than_a_lost_request_is_not_written_over(
    shop: Shop, is_new: bool
) -> None:
    over = begin(shop, is_new=is_new)
    cells, other = proven(shop), proven(shop)

    def overtake(asked: Asked, pass_on: PassOn) -> Answered | None:
        shop.wire.fate = passed
        other.write("state", b"theirs", over)
        return None

    shop.wire.fate = first("PUT", overtake)
    with pytest.raises(Overtaken):
        cells.write("state", b"ours", over)
    found = shop.cells().read("state")
    assert found is not None
    assert found.data == b"theirs"


@pytest.mark.parametrize("is_new", [True, False])
def test_a_stale_read_after_a_lost_answer_is_no_harm(s3_shop: Shop, is_new: bool) -> None:
    over = begin(s3_shop, is_new=is_new)
    cells, before = proven(s3_shop), []

    def lose(asked: Asked, pass_on: PassOn) -> Answered | None:
        before.append(pass_on(replace(asked, method="GET", body=b"")))
        return unanswered(asked, pass_on)

    def read_stale(asked: Asked, pass_on: PassOn) -> Answered | None:
        return before[0]

    lost, stale = first("PUT", lose), first("GET", read_stale)
    s3_shop.wire.fate = lambda asked, pass_on: (lost if asked.method == "PUT" else stale)(
        asked, pass_on
    )
    version = cells.write("state", b"new", over)
    s3_shop.wire.fate = passed
    assert s3_shop.cells().read("state") == (b"new", version)


def conflict(asked: Asked, pass_on: PassOn) -> Answered | None:
    """S3 says so of a creation beside another request on the key, and has done nothing."""
    code = b"<Error><Code>ConditionalRequestConflict</Code></Error>"
    return Answered(409, {"Content-Type": "application/xml"}, code)


@pytest.mark.parametrize("is_new", [True, False])
def test_a_conflict_with_nobody_is_tried_again(s3_shop: Shop, is_new: bool) -> None:
    over = begin(s3_shop, is_new=is_new)
    cells = proven(s3_shop)
    s3_shop.wire.fate = first("PUT", conflict)
    version = cells.write("state", b"new", over)
    assert s3_shop.cells().read("state") == (b"new", version)


def without(*left_out: str) -> Fate:
    """A store that ignores these headers."""

    def decide(asked: Asked, pass_on: PassOn) -> Answered | None:
        kept = {n: v for n, v in asked.headers.items() if n.lower() not in left_out}
        return pass_on(replace(asked, headers=kept))

    return decide


@pytest.mark.parametrize(
    "ignored", [("if-none-match", "if-match"), ("if-none-match",), ("if-match",)]
)
def test_a_store_that_ignores_conditions_is_refused(
    s3_shop: Shop, ignored: tuple[str, ...]
) -> None:
    s3_shop.wire.fate = without(*ignored)
    with pytest.raises(CellsError, match="ignores conditions"):
        s3_shop.cells().write("state", b"new", None)
    s3_shop.wire.fate = passed
    assert s3_shop.cells().read("state") is None


def test_what_is_there_already_proves_the_store_and_costs_no_request(shop: Shop) -> None:
    version = shop.cells().write("state", b"old", None)
    del shop.wire.asked[:]
    cells = shop.cells()
    cells.read("state")
    cells.write("state", b"new", version)
    assert shop.sends() == ["GET", "PUT"]


def test_what_somebody_else_has_put_there_proves_nothing(s3_shop: Shop) -> None:
    def put(asked: Asked, pass_on: PassOn) -> Answered | None:
        return pass_on(replace(asked, body=b"by hand"))

    begin(s3_shop, is_new=True)
    cells = proven(s3_shop)
    s3_shop.wire.fate = put
    version = cells.write("state", b"new", None)
    s3_shop.wire.fate = without("if-match")
    anew = s3_shop.cells()
    assert anew.read("state") == (b"by hand", version)
    with pytest.raises(CellsError, match="ignores conditions"):
        anew.write("state", b"new", version)


def test_a_store_that_never_answers_is_asked_a_few_times_only(shop: Shop) -> None:
    version = begin(shop, is_new=False)
    cells = proven(shop)
    del shop.wire.asked[:]
    shop.wire.fate = cut
    with pytest.raises(CellsError):
        cells.read("state")
    assert len(shop.wire.asked) == TRIES
    with pytest.raises(CellsError):
        cells.write("state", b"new", version)
    shop.wire.fate = passed
    assert shop.cells().read("state") == (b"old", version)


def test_a_look_that_may_take_so_long_takes_no_longer(shop: Shop) -> None:
    begin(shop, is_new=False)
    ended = threading.Event()

    def hold(asked: Asked, pass_on: PassOn) -> Answered | None:
        ended.wait(60)
        return None

    shop.wire.fate = hold
    try:
        with pytest.raises(CellsError, match="no answer"):
            shop.cells().read("state", within=0.3)
        assert not ended.is_set()
    finally:
        ended.set()


def test_no_bucket_is_no_empty_place(shop: Shop) -> None:
    nowhere = replace(shop, location=shop.location.replace("://b", "://c"))
    with pytest.raises(CellsError, match=r"NoSuchBucket|ContainerNotFound"):
        nowhere.cells().read("state")
    with pytest.raises(CellsError, match=r"NoSuchBucket|ContainerNotFound"):
        nowhere.cells().write("state", b"new", None)


def test_the_caller_may_have_a_loop_of_its_own_running(s3_shop: Shop) -> None:
    async def ask() -> object:
        return s3_shop.cells().read("state")

    with ThreadPoolExecutor() as other:  # a browser's tests leave a loop of theirs in this thread
        assert other.submit(lambda: asyncio.run(ask())).result() is None


def read(cells: ObjectCells) -> object:
    return cells.read("state")


def write(cells: ObjectCells) -> object:
    return cells.write("state", b"new", None)


@pytest.mark.parametrize("doing", [read, write])
@pytest.mark.parametrize("status", [400, 403, 500])
def test_no_message_holds_what_the_store_says_of_a_key(
    shop: Shop, doing: Callable[[ObjectCells], object], status: int
) -> None:
    body = f"<Error><Code>NotToday</Code><Message>{SECRET} {ACCOUNT_KEY}</Message></Error>"

    def quote(asked: Asked, pass_on: PassOn) -> Answered | None:
        return Answered(status, {"Content-Type": "application/xml"}, body.encode())

    shop.wire.fate = quote
    with pytest.raises(CellsError, match=f"{status} NotToday") as refused:
        doing(shop.cells())
    _assert_harmless(refused.value)


@pytest.mark.long
@pytest.mark.parametrize("fate", [passed, cut])
def test_no_message_holds_the_signature_of_an_address(
    azure_cloud: Cloud, monkeypatch: pytest.MonkeyPatch, fate: Fate
) -> None:
    for shop in _shop_in(azure_cloud, monkeypatch):
        monkeypatch.delenv("AZURE_STORAGE_ACCOUNT_KEY")
        monkeypatch.setenv("AZURE_STORAGE_SAS_TOKEN", f"sv=2021-08-06&sig={SECRET}&se=2020-01-01")
        shop.wire.fate = fate
        with pytest.raises(CellsError) as refused:
            shop.cells().read("state")
        assert SECRET in shop.wire.asked[0].target
        _assert_harmless(refused.value)


@pytest.mark.long
def test_no_message_holds_a_key_that_is_none(
    azure_cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    for shop in _shop_in(azure_cloud, monkeypatch):
        monkeypatch.setenv("AZURE_STORAGE_ACCOUNT_KEY", f"!{SECRET}!")
        with pytest.raises(CellsError) as refused:
            shop.cells().read("state")
        _assert_harmless(refused.value)


def _assert_harmless(error: StateError) -> None:
    shown = f"{error!r} {error} {error.message} {error.hint}"
    assert error.__cause__ is None
    assert error.__suppress_context__
    for secret in (SECRET, ACCOUNT_KEY):
        assert secret not in shown


def test_no_credentials_are_said_to_be_none(s3_shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_METADATA_ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(CellsError, match="no credentials"):
        s3_shop.cells().read("state")


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "obstore.exceptions", None)
    with pytest.raises(StateError) as refused:
        ObjectCells.at("s3://bucket/prefix")
    assert refused.value.hint == "pip install 'execsync[cloud]'"
