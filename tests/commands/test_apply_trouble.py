"""An apply that cannot go on says what happened, what was done, what is left, and what to do."""

import functools
import re
from typing import Any

import pytest

import execsync.connection
from execsync.client.settings import ClientSettings
from execsync.localhub import LocalHub
from tests.client.stage import Stage, hush, reply
from tests.support.checkout import Checkout, Ended
from tests.support.hub import live_pages, make_hub, writes

PAGES = "/knowledge-hub/pages"
KEY = "exec_live_" + "Zz9" * 13 + "q"
UNREACHABLE = "http://127.0.0.1:9/rest/v1"


@pytest.fixture
def checkout(checkout: Checkout) -> Checkout:
    """Three pages, in the order of their names."""
    for name in "abc":
        checkout.page(f"{name}.md", title=name.upper())
    return checkout


def apply(checkout: Checkout, *arguments: str, **variables: str | None) -> Ended:
    """One apply; whatever it says, the key is not in it."""
    variables = {"EXEC_API_KEY": KEY, **variables}
    ended = checkout.call("apply", "--yes", "-v", *arguments, **variables)
    key = (variables["EXEC_API_KEY"] or "").strip() or KEY
    assert key not in ended.out + ended.err
    assert key.removeprefix("exec_live_") not in ended.out + ended.err
    return ended


@pytest.mark.parametrize(
    ("variables", "message", "hint"),
    [
        (
            {"EXEC_API_KEY": None},
            "no API key",
            "set EXEC_API_KEY to a key of the workspace; validate and plan work without one",
        ),
        ({"EXEC_API_KEY": "  "}, "no API key", "set EXEC_API_KEY to a key of the workspace"),
        (
            {"EXEC_API_KEY": "exec_live_tooShort"},
            "the API key has something else than 40 letters and digits after exec_live_",
            "EXEC_API_KEY takes exec_live_ and 40 letters and digits",
        ),
        (
            {"EXEC_API_KEY": f"Bearer {KEY}"},
            'the API key starts with "Bearer", which execsync adds itself',
            "EXEC_API_KEY takes",
        ),
        ({"EXEC_API_KEY": f"'{KEY}'"}, "the API key has quotation marks", "EXEC_API_KEY takes"),
        (
            {"EXEC_API_URL": "http://hub.example/rest/v1"},
            "the hub's address uses plain http, which would show the key to the network",
            "EXEC_API_URL takes an address like https://",
        ),
        ({"EXEC_API_URL": "hub.example"}, "the hub's address does not start with https", "EXEC_"),
    ],
)
def test_a_wrong_environment_is_named_and_nothing_is_sent(
    checkout: Checkout, hub: LocalHub, variables: dict[str, str | None], message: str, hint: str
) -> None:
    ended = apply(checkout, **variables)
    assert (ended.code, ended.out) == (1, "")
    first, second, *_ = ended.err.splitlines()
    assert first.startswith(f"error: {message}")
    assert second.strip().startswith(hint)
    assert hub.requests() == []


def test_the_key_of_a_local_hub_is_not_sent_to_the_real_one(checkout: Checkout) -> None:
    ended = checkout.call("apply", "--yes", EXEC_API_URL=None)
    assert (ended.code, ended.out) == (1, "")
    assert ended.err == (
        "error: EXEC_API_KEY is the key of a local hub, and EXEC_API_URL does not say where that is; "
        "nothing was changed\n"
        "       set EXEC_API_URL as `execsync hub` has printed it, or EXEC_API_KEY to a real key\n"
    )


@pytest.mark.parametrize("command", [("apply", "--yes"), ("folders",), ("refresh",)])
def test_an_address_that_leaves_out_the_path_is_named(
    checkout: Checkout, hub: LocalHub, command: tuple[str, ...]
) -> None:
    short = hub.url.removesuffix("/rest/v1")
    ended = checkout.call(*command, EXEC_API_URL=short)
    assert (ended.code, ended.out) == (1, "")
    error, hint, *_ = ended.err.splitlines()
    assert f": not found at {short}: 404" in error
    assert hint.startswith(
        "       that is no address of the hub's API, which ends in /rest/v1: mend EXEC_API_URL"
    )


@pytest.mark.parametrize("things", ["folders", "skills"])
def test_an_id_that_the_hub_does_not_know_is_met_with_the_list_of_those_it_does(
    checkout: Checkout, things: str
) -> None:
    name = f"{things.rstrip('s')}_ids"
    checkout.write("a.md", f"---\ntitle: A\n{name}: [no-such-id]\n---\nText.\n")
    with make_hub(invent_ids=False) as strict:
        ended = apply(checkout, EXEC_API_URL=strict.url)
    assert ended.code == 1
    assert (
        f"      `execsync {things}` lists those that there are; mend the file's front matter"
        in ended.out + ended.err
    )


def test_no_route(checkout: Checkout) -> None:
    ended = apply(checkout, EXEC_API_URL=UNREACHABLE)
    assert ended.code == 1
    assert (
        f"error: GET /workspace: the hub at {UNREACHABLE} cannot be reached (5 attempts): "
        "Connection refused\n"
        "       nothing was sent; `execsync hub` starts a local hub, and prints the EXEC_API_URL to set"
    ) in ended.err


@pytest.mark.slow
def test_a_time_out(checkout: Checkout, monkeypatch: pytest.MonkeyPatch) -> None:
    impatient = functools.partial(ClientSettings, read_timeout=0.05)
    monkeypatch.setattr(execsync.connection, "ClientSettings", impatient)
    with Stage(hush) as stage:
        ended = apply(checkout, EXEC_API_URL=stage.url)
    assert ended.code == 1
    assert "error: GET /workspace: the answer was lost (5 attempts): time-out" in ended.err
    assert "nothing was changed by it; run the command again later" in ended.err


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(checkout: Checkout, status: int) -> None:
    with Stage(reply(200, {})) as elsewhere:
        answer = reply(status, headers={"location": f"{elsewhere.url}/workspace"})
        with Stage(answer) as stage:
            ended = apply(checkout, EXEC_API_URL=stage.url)
        assert elsewhere.seen == [], "the key went along"
    assert ended.code == 1
    assert "redirects are not followed, for the key would go along; the hub points to" in ended.err
    assert "set EXEC_API_URL to the address of the API itself; nothing was changed" in ended.err


@pytest.mark.parametrize(
    ("status", "message", "hint"),
    [
        (401, "the hub rejects the key: 401", "look at EXEC_API_KEY, or make a new key in the hub"),
        (403, "the hub does not let this key in: 403", "the workspace may be inactive: ask its ow"),
        (404, "not found at http://127.0.0.1:", "that is no address of the hub's API"),
        (400, "the hub refuses it: 400", "mend what it names, and run the same command again"),
        (500, "the hub failed (5 attempts): 500", "nothing was changed by it; run the command ag"),
        (503, "the hub failed (5 attempts): 503", "nothing was changed by it; run the command ag"),
    ],
)
def test_a_refusal_before_anything_is_begun(
    checkout: Checkout, hub: LocalHub, status: int, message: str, hint: str
) -> None:
    hub.faults.add("error", status=status, times=None)
    ended = apply(checkout)
    assert (ended.code, ended.out) == (1, "")
    first, second = ended.err.splitlines()[-2:]
    assert first.startswith(f"error: GET /workspace: {message}")
    assert second.strip().startswith(hint)
    assert "nothing was changed" in second
    assert writes(hub) == []


def test_a_key_that_is_taken_back_in_the_middle(checkout: Checkout, hub: LocalHub) -> None:
    hub.faults.add("error", status=401, times=None, method="POST", after=1)
    ended = apply(checkout, "--parallelism", "1")
    assert ended.code == 1
    assert ended.out.splitlines()[-6:] == [
        "Done: 1 page created; 4 requests.",
        "Left: 2. The same command goes on from here.",
        "  page:b.md",
        "  page:c.md",
        "Stopped: POST /knowledge-hub/pages: the hub rejects the key: "
        "401 internal_error, Something went wrong on our side.",
        "  look at EXEC_API_KEY, or make a new key in the hub's settings",
    ]
    hub.faults.clear()
    assert apply(checkout).code == 0
    assert sorted(page.title for page in live_pages(hub)) == ["A", "B", "C"]


def test_one_page_that_is_refused_does_not_stop_the_others(
    checkout: Checkout, hub: LocalHub
) -> None:
    hub.faults.add("error", status=400, method="POST")
    ended = apply(checkout, "--parallelism", "1")
    assert ended.code == 1
    assert "✗ [0/3] a.md: POST /knowledge-hub/pages: the hub refuses it: 400" in ended.err
    assert "mend what it names, and run the same command again" in ended.err
    assert "Done: 2 pages created" in ended.out
    assert "Failed: 1 step.\n  page:a.md: POST" in ended.out
    assert apply(checkout).code == 0
    assert sorted(page.title for page in live_pages(hub)) == ["A", "B", "C"]


@pytest.mark.slow
def test_a_hub_that_fails_every_creation_is_not_asked_for_ever(
    checkout: Checkout, hub: LocalHub
) -> None:
    hub.faults.add("error", status=503, times=None, method="POST")
    ended = apply(checkout)
    assert ended.code == 1
    assert "Failed: 3 steps." in ended.out
    assert "the page may exist: run the command again, it looks before it creates one" in ended.err
    assert len(hub.requests("POST")) == 6, "each page once, and once more after two looks"
    hub.faults.clear()
    assert apply(checkout).code == 0
    assert sorted(page.title for page in live_pages(hub)) == ["A", "B", "C"]


def test_a_used_up_day_ends_with_three_and_says_when_to_go_on(
    checkout: Checkout, hub: LocalHub
) -> None:
    hub.faults.add("limit", times=None, retry_after=3600, method="POST", after=1)
    ended = apply(checkout, "--parallelism", "1")
    assert ended.code == 3
    assert "Done: 1 page created" in ended.out
    assert "Left: 2. The same command goes on from here." in ended.out
    assert "Stopped: POST /knowledge-hub/pages: the hub takes no more requests" in ended.out
    assert "what is done stays done" in ended.out
    hub.faults.clear()
    assert apply(checkout).code == 0
    assert len(hub.requests("POST", PAGES)) == 4, "one refused, three done"


def test_no_more_requests_than_allowed(checkout: Checkout, hub: LocalHub) -> None:
    ended = apply(checkout, "--max-requests", "4", "--parallelism", "1")
    assert (ended.code, len(hub.requests())) == (3, 4)
    assert "run the same command again to go on, or raise --max-requests" in ended.out


class TestStateThatCannotBeUsed:
    """It is refused, and left byte for byte as it was."""

    @pytest.fixture
    def applied(self, checkout: Checkout) -> Checkout:
        assert apply(checkout).code == 0
        checkout.page("a.md", title="A", body="New.")
        return checkout

    @pytest.mark.parametrize("command", ["plan", "apply"])
    @pytest.mark.parametrize(
        ("wreck", "message"),
        [
            (lambda text: text[: len(text) // 2], "is corrupt"),
            (lambda text: text + text[text.index('[pages."a.md"]') :], "is corrupt"),
            (lambda text: text.replace("serial = ", 'serial = "x" # '), "is corrupt"),
            (lambda text: text.replace("lineage = ", "lineages = "), "is corrupt"),
            (lambda text: text.replace("body = ", "bodies = "), "is corrupt"),
            (lambda _: "", "is corrupt: format_version: is not one that is known"),
            (
                lambda text: text.replace("format_version = 1", "format_version = 99"),
                "is from a newer",
            ),
        ],
        ids=["cut", "page-twice", "type", "missing", "unknown", "empty", "newer"],
    )
    def test_is_refused_and_untouched(
        self, applied: Checkout, hub: LocalHub, wreck: Any, message: str, command: str
    ) -> None:
        wrecked = wreck(applied.state_file.read_text()).encode()
        applied.state_file.write_bytes(wrecked)
        before = len(hub.requests())
        ended = applied.call(command, *(["--yes"] if command == "apply" else []))
        assert (ended.code, ended.out) == (1, "")
        place = re.escape(str(applied.state_file))
        assert re.search(rf"error: {place}(:\d+)?: the state file {message}", ended.err), ended.err
        assert "left as it is" in ended.err
        assert len(hub.requests()) == before
        assert applied.state_file.read_bytes() == wrecked

    def test_a_conflict_is_named(self, applied: Checkout) -> None:
        applied.state_file.write_text("<<<<<<< HEAD\n" + applied.state_file.read_text())
        ended = applied.call("plan")
        assert (ended.code, ended.out) == (1, "")
        assert f"error: {applied.state_file}:1: Git left a conflict in the state file" in ended.err

    def test_not_utf8(self, applied: Checkout) -> None:
        applied.state_file.write_bytes(b"\xff\xfe")
        assert "is corrupt" in applied.call("plan").err

    def test_a_page_twice_is_named(self, applied: Checkout) -> None:
        text = applied.state_file.read_text()
        applied.state_file.write_text(text + text[text.index('[pages."a.md"]') :])
        assert "a.md" in applied.call("plan").err
