"""`execsync state pull|push|migrate|unlock`."""

import stat
from dataclasses import replace

import pytest

from execsync.core.serde import load_state
from execsync.core.state_text import dump_state
from execsync.localhub import LocalHub
from tests.support.checkout import Checkout
from tests.support.git import Repository
from tests.support.hub import live_pages
from tests.support.shared import NO_LIMITS, SharedState


def test_pull_prints_what_is_stored_wherever_that_is(
    applied: Checkout, shared: SharedState
) -> None:
    ended = applied.call("state", "pull")
    assert ended.code == 0, ended.err
    assert load_state(ended.out.encode()) == shared.state()
    assert applied.call("state", "pull", "--out", "copy.toml").code == 0
    assert (applied.folder / "copy.toml").read_text() == ended.out


def test_pull_says_where_there_is_none(shared: SharedState, hub: LocalHub) -> None:
    ended = shared.checkout("one", hub.url).call("state", "pull")
    assert (ended.code, ended.out) == (1, "")
    assert "no State is kept there yet" in ended.err


class TestPush:
    def test_what_was_pulled_is_taken_with_a_higher_serial_and_a_copy_is_kept(
        self, applied: Checkout, shared: SharedState
    ) -> None:
        before = shared.state()
        applied.call("state", "pull", "--out", "copy.toml")
        ended = applied.call("state", "push", "copy.toml")
        assert ended.code == 0, ended.err
        assert shared.state() == replace(before, serial=before.serial + 1)
        (kept,) = (applied.state_folder / "backups").iterdir()
        assert load_state(kept.read_bytes()) == before
        assert (applied.folder / "copy.toml").exists()

    def test_nothing_may_have_been_stored_since(
        self, applied: Checkout, shared: SharedState
    ) -> None:
        applied.call("state", "pull", "--out", "copy.toml")
        applied.page("b.md", title="B")
        assert applied.call("apply", "--yes").code == 0
        newer = shared.state()
        ended = applied.call("state", "push", "copy.toml")
        assert ended.code == 1
        assert "somebody has written State since" in ended.err
        assert shared.state() == newer
        assert applied.call("state", "push", "copy.toml", "--force").code == 0
        assert shared.state().serial == newer.serial + 1
        assert "b.md" not in shared.state().pages

    def test_a_file_of_another_history_is_refused_also_by_force(
        self, applied: Checkout, shared: SharedState
    ) -> None:
        before = shared.state()
        file = applied.folder / "other.toml"
        file.write_bytes(dump_state(replace(before, lineage="another-one", serial=99)))
        ended = applied.call("state", "push", "other.toml", "--force")
        assert ended.code == 1
        assert "another history" in ended.err
        assert shared.state() == before

    def test_damage_in_the_file_is_found_before_anything_is_done(
        self, applied: Checkout, shared: SharedState
    ) -> None:
        before = shared.state()
        file = applied.folder / "copy.toml"
        applied.call("state", "pull", "--out", "copy.toml")
        file.write_bytes(file.read_bytes().replace(b'"A"', b'"B"'))
        ended = applied.call("state", "push", "copy.toml", "--force")
        assert ended.code == 1
        assert "corrupt" in ended.err
        assert shared.state() == before

    def test_damage_in_what_is_stored_is_told_with_the_command_that_mends_it(
        self, applied: Checkout, shared: SharedState
    ) -> None:
        applied.call("state", "pull", "--out", "copy.toml")
        stored = shared.cells.read("state")
        assert stored is not None
        shared.cells.write("state", stored.data.replace(b'"A"', b'"B"'), stored.version)
        for command in (("plan",), ("apply", "--yes"), ("state", "pull")):
            ended = applied.call(*command)
            assert ended.code == 1
            assert "corrupt" in ended.err
            assert "execsync state push --force FILE" in ended.err
            assert "git checkout" not in ended.err
        assert applied.call("state", "push", "--force", "copy.toml").code == 0
        assert applied.call("apply", "--yes").code == 0

    def test_it_works_on_the_file_beside_the_content_too(self, checkout: Checkout) -> None:
        checkout.page("a.md", title="A")
        assert checkout.call("apply", "--yes").code == 0
        before = checkout.state()
        checkout.call("state", "pull", "--out", "copy.toml")
        assert checkout.call("state", "push", "copy.toml").code == 0
        assert checkout.state() == replace(before, serial=before.serial + 1)


class TestMigrate:
    @pytest.fixture
    def filed(self, shared: SharedState, hub: LocalHub) -> Checkout:
        """A checkout with State in its file, and an execsync.toml that names the remote by now."""
        checkout = shared.checkout("one", hub.url)
        checkout.configure(NO_LIMITS)
        checkout.page("a.md", title="A")
        assert checkout.call("apply", "--yes").code == 0
        checkout.configure(shared.config)
        return checkout

    def test_the_file_goes_to_the_place_and_is_kept_among_the_backups(
        self, filed: Checkout, shared: SharedState, hub: LocalHub
    ) -> None:
        before = filed.state()
        refused = filed.call("state", "migrate")
        assert (refused.code, "--yes" in refused.err) == (1, True)
        ended = filed.call("state", "migrate", "--yes")
        assert ended.code == 0, ended.err
        assert shared.state() == replace(before, serial=before.serial + 1)
        assert not filed.state_file.exists()
        (kept,) = (filed.state_folder / "backups").iterdir()
        assert load_state(kept.read_bytes()) == before
        assert filed.call("apply", "--yes").code == 0
        assert len(live_pages(hub)) == 1

    def test_it_comes_back_with_to_file(self, filed: Checkout, shared: SharedState) -> None:
        assert filed.call("state", "migrate", "--yes").code == 0
        ended = filed.call("state", "migrate", "--to-file", "--yes")
        assert ended.code == 0, ended.err
        assert filed.state().pages == shared.state().pages
        assert filed.state().serial == shared.state().serial + 1
        filed.configure(NO_LIMITS)
        assert "No changes" in filed.call("plan").out

    def test_a_place_with_another_history_or_a_newer_state_is_left_alone(
        self, filed: Checkout, shared: SharedState, hub: LocalHub
    ) -> None:
        other = shared.checkout("two", hub.url)
        other.page("b.md", title="B")
        assert other.call("apply", "--yes").code == 0
        before = shared.state()
        ended = filed.call("state", "migrate", "--yes")
        assert (ended.code, "another history" in ended.err) == (1, True)
        newer = dump_state(replace(before, lineage=filed.state().lineage, serial=99))
        cells = shared.cells
        cell = cells.read("state")
        assert cell is not None
        cells.write("state", newer, cell.version)
        ended = filed.call("state", "migrate", "--yes")
        assert (ended.code, "newer State" in ended.err) == (1, True)
        assert shared.state() == load_state(newer)
        assert filed.state_file.exists()

    def test_a_run_that_was_cut_short_is_ended_first(self, filed: Checkout) -> None:
        filed.journal.write_bytes(b"")
        ended = filed.call("state", "migrate", "--yes")
        assert (ended.code, "cut short" in ended.err) == (1, True)

    def test_without_another_place_there_is_nothing_to_do(self, checkout: Checkout) -> None:
        assert checkout.call("state", "migrate", "--yes").code == 64


class TestUnlock:
    def test_a_lock_of_a_run_that_is_gone_is_taken_from_it_by_its_id(
        self, applied: Checkout, shared: SharedState
    ) -> None:
        cell = shared.cells.read("lock")
        held = b'{"id": "abc123", "who": "ann", "host": "runner", "nonce": "1"}'
        shared.cells.write("lock", held, cell.version if cell else None)
        applied.page("b.md", title="B")
        locked = applied.call("apply", "--yes")
        assert locked.code == 1
        assert "execsync state unlock abc123" in locked.err
        assert applied.call("state", "unlock", "another").code == 1
        ended = applied.call("state", "unlock", "abc123")
        assert (ended.code, "ann@runner" in ended.out) == (0, True)
        assert applied.call("apply", "--yes").code == 0

    def test_that_of_a_file_ends_with_its_process(self, checkout: Checkout) -> None:
        ended = checkout.call("state", "unlock", "1")
        assert (ended.code, "nobody holds the lock" in ended.err) == (1, True)


def test_the_folder_beside_shared_state_is_nothing_that_git_shows(
    applied: Checkout, shared: SharedState
) -> None:
    repository = Repository(applied.folder)
    shown = repository.run("status", "--porcelain", "--", ".execsync")
    assert shown.out == ""


def test_a_pulled_file_is_for_its_owner_alone(applied: Checkout) -> None:
    applied.call("state", "pull", "--out", "copy.toml")
    assert stat.S_IMODE((applied.folder / "copy.toml").stat().st_mode) == 0o600


def test_a_file_that_is_no_state_is_told_what_is_pushed(applied: Checkout) -> None:
    (applied.folder / "notes.toml").write_text("title = 'Notes'\n")
    ended = applied.call("state", "push", "notes.toml")
    assert ended.code == 1
    assert ended.err.endswith(
        "       FILE is the State that an error named, or one that `execsync state pull` wrote\n"
    )
