import io

import pytest

from execsync.client.notes import WaitNote
from execsync.config import Config
from execsync.connection import WaitTeller, api_address, api_key, limits_now
from execsync.core.config_tables import LimitsConfig
from execsync.errors import ConfigError
from execsync.output.console import Console

KEY = "exec_live_" + "k" * 40
MINUTE = "minute's limit"


def test_the_address_is_that_of_production_unless_said_otherwise() -> None:
    assert api_address({}) == "https://api.exec.com/rest/v1"
    assert api_address({"EXEC_API_URL": ""}) == "https://api.exec.com/rest/v1"
    assert (
        api_address({"EXEC_API_URL": "http://localhost:1/rest/v1/"}) == "http://localhost:1/rest/v1"
    )


def test_a_key_may_have_a_line_end_behind_it() -> None:
    assert api_key({"EXEC_API_KEY": f"{KEY}\n"}).reveal() == KEY


@pytest.mark.parametrize("environment", [{}, {"EXEC_API_KEY": ""}, {"EXEC_API_KEY": " \n"}])
def test_without_a_key_there_is_no_hub(environment: dict[str, str]) -> None:
    with pytest.raises(ConfigError, match="no API key"):
        api_key(environment)


class TestLimits:
    def test_without_a_key_nobody_knows_what_is_left(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("EXEC_API_KEY", raising=False)
        assert (
            limits_now(Config("execsync.toml", limits=LimitsConfig(60, 1000, 100))).left_today
            is None
        )

    def test_with_a_malformed_key_neither(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("EXEC_API_KEY", "exec_live_x")
        assert limits_now(Config("execsync.toml", limits=LimitsConfig())).left_today is None

    def test_where_nothing_is_counted_neither(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("EXEC_API_KEY", KEY)
        assert limits_now(Config("execsync.toml", limits=LimitsConfig(0, 0, 0))).left_today is None

    def test_of_a_day_it_is_known_without_a_limit_of_a_minute(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("EXEC_API_KEY", KEY)
        limits = limits_now(Config("execsync.toml", limits=LimitsConfig(0, 1000, 0)))
        assert (limits.left_today, limits.ages) == (1000, ())


class TestWaits:
    @pytest.fixture(autouse=True)
    def _stage(self) -> None:
        self.now = 0.0
        self.err = io.StringIO()
        self.tell = WaitTeller(Console(io.StringIO(), self.err), lambda: self.now)

    def lines(self) -> list[str]:
        return self.err.getvalue().splitlines()

    def test_a_wait_of_several_requests_is_told_once(self) -> None:
        for late in (0.0, 0.2, 0.9):
            self.now = late
            self.tell(WaitNote(61.0 - late, MINUTE))
        assert self.lines() == [f"  waiting 61 s: {MINUTE}"]

    def test_the_next_wait_is_told_again(self) -> None:
        self.tell(WaitNote(61.0, MINUTE))
        self.now = 61.0
        self.tell(WaitNote(61.0, MINUTE))
        assert len(self.lines()) == 2

    def test_another_reason_is_told_beside_it(self) -> None:
        self.tell(WaitNote(61.0, MINUTE))
        self.tell(WaitNote(61.0, "the hub's limit of requests"))
        assert len(self.lines()) == 2

    def test_a_short_wait_is_not_told(self) -> None:
        self.tell(WaitNote(1.9, MINUTE))
        assert self.lines() == []
