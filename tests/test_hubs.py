"""Several hubs of one content: `[hub.NAME]` and `--hub`."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from execsync.config import choose, load
from execsync.connection import api_address, api_key
from execsync.core.hub_tables import HubConfig
from execsync.errors import ConfigError
from execsync.localhub import LOCAL_KEY, LocalHub
from tests.support.checkout import Checkout, Ended
from tests.support.git import Repository
from tests.support.hub import live_pages, make_hub
from tests.support.shared import NO_LIMITS, SharedState

OTHER_KEY = "exec_live_" + "1" * 40
STAGING = "EXEC_API_KEY_STAGING"
PAGE_URL = "https://example.com/{}/pages/{{id}}"


@pytest.fixture
def staging() -> Iterator[LocalHub]:
    with make_hub() as running:
        yield running


@pytest.fixture
def checkout(tmp_path: Path, hub: LocalHub, staging: LocalHub) -> Checkout:
    """A page for two hubs, each at an address of its own."""
    checkout = Checkout(tmp_path / "checkout", config=two_hubs(hub, staging))
    checkout.page("a.md", title="A")
    return checkout


def two_hubs(hub: LocalHub, staging: LocalHub, more: str = "") -> str:
    return (
        f"{NO_LIMITS}"
        f'[hub.production]\napi_url = "{hub.url}"\n'
        f'[hub.staging]\napi_url = "{staging.url}"\nkey_variable = "{STAGING}"\n{more}'
    )


def call(checkout: Checkout, *arguments: str) -> Ended:
    """A command in an environment with both keys, and no address."""
    variables = {"EXEC_API_URL": None, "EXEC_API_KEY": LOCAL_KEY, STAGING: OTHER_KEY}
    return checkout.call(*arguments, **variables)


class TestEach:
    def test_has_its_own_state_key_and_address(
        self, checkout: Checkout, hub: LocalHub, staging: LocalHub
    ) -> None:
        ended = call(checkout, "apply", "--yes", "--hub", "staging")
        assert ended.code == 0, ended.err
        assert (len(live_pages(hub)), len(live_pages(staging))) == (0, 1)
        assert "1 to create" in call(checkout, "plan", "--hub", "production").out
        assert "No changes" in call(checkout, "plan", "--hub", "staging").out
        assert call(checkout, "apply", "--yes", "--hub", "production").code == 0
        assert (len(live_pages(hub)), len(live_pages(staging))) == (1, 1)
        assert {path.name for path in checkout.state_folder.iterdir()} == {"production", "staging"}
        for name in ("production", "staging"):
            assert {p.name for p in (checkout.state_folder / name).iterdir()} >= {
                "state.toml",
                "cache",
                "lock",
            }

    def test_has_its_own_page_address(
        self, checkout: Checkout, hub: LocalHub, staging: LocalHub
    ) -> None:
        link = f'page_url = "{PAGE_URL.format("staging")}"\n'
        fallback = f'[links]\npage_url = "{PAGE_URL.format("usual")}"\n'
        checkout.configure(two_hubs(hub, staging, link + fallback))
        checkout.page("b.md", title="B", body="See [A](a.md).\n")
        for name in ("production", "staging"):
            assert call(checkout, "apply", "--yes", "--hub", name).code == 0
        (there,) = (page for page in live_pages(staging) if page.title == "B")
        (here,) = (page for page in live_pages(hub) if page.title == "B")
        assert "https://example.com/staging/pages/" in there.draft_content
        assert "https://example.com/usual/pages/" in here.draft_content

    def test_can_have_its_state_committed(self, checkout: Checkout) -> None:
        repository = Repository(checkout.folder)
        assert call(checkout, "apply", "--yes", "--hub", "staging").code == 0
        shown = repository.run("status", "--porcelain", "--untracked-files=all", "--", ".execsync")
        assert [line[3:] for line in shown.out.splitlines()] == [
            ".execsync/staging/.gitignore",
            ".execsync/staging/state.toml",
        ]

    def test_has_its_own_ref_where_state_is_shared(
        self, tmp_path: Path, checkout: Checkout, hub: LocalHub, staging: LocalHub
    ) -> None:
        shared = SharedState(tmp_path / "shared")
        Repository(checkout.folder)
        kept = f'backend = "git"\nremote = "{shared.address}"\n'
        states = f"[hub.production.state]\n{kept}[hub.staging.state]\n{kept}"
        checkout.configure(two_hubs(hub, staging, states))
        for name in ("production", "staging"):
            ended = call(checkout, "apply", "--yes", "--hub", name)
            assert ended.code == 0, ended.err
        listed = Repository(tmp_path / "r").run("ls-remote", shared.address).out
        assert {line.partition("\t")[2] for line in listed.splitlines()} >= {
            "refs/heads/execsync-state-production",
            "refs/heads/execsync-state-staging",
        }

    def test_leaves_a_folder_of_its_own_where_the_environment_moves_state(
        self, checkout: Checkout, tmp_path: Path
    ) -> None:
        moved = tmp_path / "moved"
        variables = {"EXEC_API_URL": None, STAGING: OTHER_KEY, "EXECSYNC_STATE_DIR": str(moved)}
        assert checkout.call("apply", "--yes", "--hub", "staging", **variables).code == 0
        assert (moved / "staging" / "state.toml").exists()


class TestOnesStateWithTheOthersKey:
    def test_is_refused_before_anything_was_applied(
        self, checkout: Checkout, hub: LocalHub
    ) -> None:
        """Both tables lead to one hub, by keys that differ: only that hub can tell."""
        checkout.configure(two_hubs(hub, hub))
        assert call(checkout, "apply", "--yes", "--hub", "production").code == 0
        ended = call(checkout, "apply", "--yes", "--hub", "staging")
        assert ended.code == 1
        assert "is a key of the workspace of [hub.production]" in ended.err
        assert len(live_pages(hub)) == 1

    def test_is_refused_where_two_variables_hold_the_same_key(
        self, checkout: Checkout, hub: LocalHub
    ) -> None:
        checkout.configure(two_hubs(hub, hub))
        variables = {"EXEC_API_URL": None, STAGING: LOCAL_KEY}
        ended = checkout.call("apply", "--yes", "--hub", "staging", **variables)
        assert ended.code == 1
        assert f"{STAGING} holds the key of [hub.production], too" in ended.err
        assert LOCAL_KEY not in ended.err
        assert live_pages(hub) == []

    def test_is_refused_afterwards(
        self, checkout: Checkout, hub: LocalHub, staging: LocalHub
    ) -> None:
        assert call(checkout, "apply", "--yes", "--hub", "production").code == 0
        swapped = two_hubs(staging, hub)
        checkout.configure(swapped)
        checkout.page("b.md", title="B")
        ended = call(checkout, "apply", "--yes", "--hub", "production")
        assert ended.code == 1
        assert "error: State is of the workspace" in ended.err


class TestChoosing:
    def test_which_of_several_is_meant_must_be_said(self, checkout: Checkout) -> None:
        for command in (("plan",), ("apply", "--yes"), ("state", "list")):
            ended = call(checkout, *command)
            assert ended.code == 1
            assert "has production, staging" in ended.err
            assert "--hub NAME" in ended.err

    def test_an_unknown_name_is_told_with_those_there_are(self, checkout: Checkout) -> None:
        ended = call(checkout, "plan", "--hub", "test")
        assert (ended.code, "it has production, staging" in ended.err) == (1, True)

    def test_the_only_one_is_taken(self, checkout: Checkout, staging: LocalHub) -> None:
        url, variable = staging.url, STAGING
        checkout.configure(
            f'{NO_LIMITS}[hub.staging]\napi_url = "{url}"\nkey_variable = "{variable}"\n'
        )
        assert call(checkout, "apply", "--yes").code == 0
        assert (checkout.state_folder / "staging" / "state.toml").exists()

    def test_a_hub_that_has_no_table_is_refused(self, checkout: Checkout) -> None:
        checkout.configure(NO_LIMITS)
        assert call(checkout, "plan", "--hub", "staging").code == 1

    def test_files_are_checked_without_one(self, checkout: Checkout) -> None:
        assert call(checkout, "validate").code == 0

    def test_the_missing_variable_is_named(self, checkout: Checkout) -> None:
        variables = {"EXEC_API_URL": None, STAGING: None}
        ended = checkout.call("apply", "--yes", "--hub", "staging", **variables)
        assert (ended.code, f"set {STAGING}" in ended.err) == (1, True)


ELSEWHERE = HubConfig("staging", api_url="https://staging.example.com/rest/v1")
LOCAL = HubConfig("staging", api_url="http://localhost:1/rest/v1")


class TestAddresses:
    def test_production_and_this_machine_need_no_word_of_the_environment(self) -> None:
        production = HubConfig("p", api_url="https://api.exec.com/rest/v1")
        assert api_address({}, production) == production.api_url
        assert api_address({}, LOCAL) == LOCAL.api_url

    def test_any_other_must_stand_in_the_environment_too(self) -> None:
        with pytest.raises(ConfigError, match="neither production's nor on this machine"):
            api_address({}, ELSEWHERE)
        told = {"EXEC_API_URL": f"{ELSEWHERE.api_url}/"}
        assert api_address(told, ELSEWHERE) == ELSEWHERE.api_url

    @pytest.mark.parametrize(
        ("told", "hub"),
        [
            ("http://localhost:2/rest/v1", LOCAL),
            ("http://localhost:2/rest/v1", ELSEWHERE),
            ("https://other.example.com", ELSEWHERE),
            ("https://other.example.com", LOCAL),
        ],
    )
    def test_neither_overrides_the_other_silently(self, told: str, hub: HubConfig) -> None:
        with pytest.raises(ConfigError, match="is another address than api_url"):
            api_address({"EXEC_API_URL": told}, hub)

    def test_without_one_it_is_that_of_the_environment(self) -> None:
        told = {"EXEC_API_URL": "http://localhost:2/rest/v1"}
        assert api_address(told, HubConfig("staging")) == told["EXEC_API_URL"]

    def test_a_key_is_taken_from_its_own_variable_alone(self) -> None:
        hub = HubConfig("staging", key_variable=STAGING)
        assert api_key({STAGING: OTHER_KEY, "EXEC_API_KEY": LOCAL_KEY}, hub).reveal() == OTHER_KEY
        with pytest.raises(ConfigError, match="no API key"):
            api_key({"EXEC_API_KEY": LOCAL_KEY}, hub)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[hub.a]\nkey_variable = "HOME"', "2: [hub.a] key_variable must be EXEC_API_KEY"),
        ('[hub.a]\nkey_variable = "EXEC_API_KEY_a"', "2: [hub.a] key_variable must be"),
        ('[hub.a]\nkey_variable = "EXEC_API_KEY\\n"', "2: [hub.a] key_variable must be"),
        ('[hub.a]\napi_url = "ftp://a"', "2: [hub.a] api_url must be the address"),
        ('[hub.a]\napi_url = "https://u:p@a/"', "2: [hub.a] api_url must be the address"),
        ('[hub.a]\npage_url = "nowhere"', "2: [hub.a] page_url must be"),
        ("[hub.a]\nkey = 1", "2: unknown key 'key' in [hub.a]"),
        ("[hub.a.state]\nplace = 1", "2: unknown key 'place' in [hub.a.state]"),
        ('[hub.a.state]\npath = "../x"', "2: [hub.a.state] path must be a path inside"),
        ('[hub.a.state]\nbackend = "git"\nremote = "ext::x"', "3: [hub.a.state] remote must be"),
        ("[hub.A]", "1: the name of a hub must be small letters"),
        ("[hub.cache]", "1: the name of a hub must be small letters"),
        ("[hub.x-lock]", "1: the name of a hub must be small letters"),
        ("[hub]\na = 1", "2: [hub.a] must be a table"),
        ("hub = 1", "1: [hub] must be tables"),
        ("[hub.a.state]\n[state]", "2: [state] has no hub"),
        ("[hub.a]\n[hub.b]", "2: [hub.a] and [hub.b] have the same key_variable"),
        (
            '[hub.a]\napi_url = "https://a"\n[hub.b]',
            "3: [hub.a] and [hub.b] have the same key_variable",
        ),
        (
            f'[hub.a.state]\npath = "s/a.toml"\n[hub.b]\nkey_variable = "{STAGING}"\n'
            '[hub.b.state]\npath = "S/b.toml"',
            "3: [hub.a] and [hub.b] have the same folder of State",
        ),
        (
            '[hub.a.state]\nbackend = "git"\nref = "refs/heads/x"\n'
            f'[hub.b]\nkey_variable = "{STAGING}"\n'
            '[hub.b.state]\nbackend = "git"\nref = "refs/heads/x-lock"',
            "4: [hub.a] and [hub.b] have the same place of State",
        ),
    ],
)
def test_what_a_pull_request_may_not_say_is_refused_where_it_stands(
    tmp_path: Path, text: str, message: str
) -> None:
    path = tmp_path / "execsync.toml"
    path.write_text(text)
    with pytest.raises(ConfigError) as refused:
        load(path)
    assert refused.value.message.startswith(f"{path}:{message}")


def test_what_a_hub_does_not_say_is_as_without_tables(tmp_path: Path) -> None:
    path = tmp_path / "execsync.toml"
    path.write_text(f'[hub.a]\n[hub.b]\nkey_variable = "{STAGING}"\n')
    config = choose(load(path), "a")
    assert config.hub.key_variable == "EXEC_API_KEY"
    assert config.state.path == ".execsync/a/state.toml"
    assert config.state.ref == "refs/heads/execsync-state-a"


class TestValidate:
    def test_checks_what_the_named_hub_gets(
        self, checkout: Checkout, hub: LocalHub, staging: LocalHub
    ) -> None:
        link = f'page_url = "{PAGE_URL.format("staging")}"\n'
        checkout.configure(two_hubs(hub, staging, link))
        checkout.page("b.md", title="B", body="See [A](a.md).\n")
        assert "EX054" in call(checkout, "validate", "--hub", "production").out
        assert "EX054" not in call(checkout, "validate", "--hub", "staging").out

    def test_refuses_a_hub_that_is_not_there(self, checkout: Checkout) -> None:
        ended = call(checkout, "validate", "--hub", "stagin")
        assert ended.code == 1
        assert "has no [hub.stagin]" in ended.err
        assert "it has production, staging" in ended.err
