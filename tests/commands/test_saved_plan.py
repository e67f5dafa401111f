"""`plan --out FILE`, `apply FILE`: exactly that, or nothing."""

import json
import shutil
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from execsync.core import size_limits
from execsync.core.digest import digest
from execsync.localhub import LOCAL_KEY, LocalHub
from tests.support.checkout import Checkout, Ended
from tests.support.hub import live_pages, writes

NOTHING = "No changes: the hub is as the files want it, as far as State knows.\n"


@pytest.fixture
def checkout(checkout: Checkout) -> Checkout:
    """Two pages that are applied, and a change of each kind since."""
    source = "https://source.example/one"
    checkout.page("a.md", title="A", body="Old.\n", sources=[source])
    checkout.page("b.md", title="B", body="It moves.\n")
    checkout.page("c.md", title="C", body="It goes.\n")
    assert checkout.call("apply", "--yes").code == 0
    checkout.page("a.md", title="A", body="New.\n", sources=[source])
    checkout.rename("b.md", "deep/b.md")
    checkout.remove("c.md")
    checkout.page("d.md", title="D", body="It comes.\n", sources=[source])
    return checkout


@pytest.fixture
def saved(checkout: Checkout) -> Path:
    """A plan of these changes."""
    done = checkout.call("plan", "--prune", "--out", "saved.plan")
    assert done.code == 0, done
    assert "saved; `execsync apply saved.plan` does exactly this or nothing" in done.err
    return checkout.folder / "saved.plan"


def refused(checkout: Checkout, hub: LocalHub, *arguments: str) -> Ended:
    """An apply of the saved plan that is refused: nothing is written, on the hub or to State."""
    before, state = len(writes(hub)), checkout.state_file.read_bytes()
    ended = checkout.call("apply", "saved.plan", "--yes", *arguments)
    assert ended.code == 1, ended
    assert ended.err.startswith("error: ") or "\nerror: " in ended.err
    assert "nothing was changed" in ended.err
    assert len(writes(hub)) == before
    assert checkout.state_file.read_bytes() == state
    return ended


def rewrite(path: Path, edit: Callable[[dict[str, Any]], object], *, sign: bool) -> None:
    """Alter what a plan file says; `sign` puts the checksum right, as somebody who means it would."""
    document = json.loads(path.read_text())
    edit(document["saved_plan"])
    if sign:
        content = json.dumps(document["saved_plan"], ensure_ascii=False, sort_keys=True)
        document["checksum"] = digest(content)
    path.write_text(json.dumps(document))


def test_exactly_the_listed_requests_are_sent(
    checkout: Checkout, hub: LocalHub, saved: Path
) -> None:
    shown = json.loads(checkout.call("show", "saved.plan", "--format", "json").out)
    before = len(hub.requests())
    page_id = checkout.state().pages["a.md"].id
    gone_id = checkout.state().pages["c.md"].id
    done = checkout.call("apply", "saved.plan", "--yes")
    assert done.code == 0, done
    sent = [(e.method, e.path, e.body) for e in hub.requests()[before:]]
    assert sent[:2] == [("GET", "/workspace", None), ("GET", "/knowledge-hub/pages", None)]
    (source,) = hub.sources()
    assert sorted((one for one in sent if one[0] != "GET"), key=str) == [
        ("DELETE", f"/knowledge-hub/pages/{gone_id}", None),
        ("PATCH", f"/knowledge-hub/pages/{page_id}", {"content": "New."}),
        (
            "POST",
            "/knowledge-hub/pages",
            {
                "title": "D",
                "content": "It comes.",
                "status": "draft",
                "visibility": "workspace",
                "source_ids": [source.id],
            },
        ),
    ]
    assert shown["cost"]["requests"] == len(sent)
    assert checkout.call("plan").out == NOTHING


@pytest.mark.parametrize(
    ("edit", "reason"),
    [
        (lambda c: c.page("a.md", title="A", body="Other.\n"), "a.md has changed"),
        (lambda c: c.page("e.md", title="E"), "e.md is new"),
        (lambda c: c.remove("d.md"), "d.md is gone"),
        (lambda c: c.write("d.md", "---\ntitle: D\n---\nIt comes!\n"), "d.md has changed"),
    ],
    ids=["edited", "new", "gone", "one-character"],
)
def test_an_edit_makes_it_stale(
    checkout: Checkout,
    hub: LocalHub,
    saved: Path,
    edit: Callable[[Checkout], None],
    reason: str,
) -> None:
    edit(checkout)
    before = len(hub.requests())
    ended = refused(checkout, hub)
    assert f"error: the saved plan is stale: {reason}; nothing was changed" in ended.err
    assert "`execsync show FILE` still shows it; make a new one" in ended.err
    assert len(hub.requests()) == before, "the hub is not even asked"


def test_only_some_reasons_are_named(checkout: Checkout, hub: LocalHub, saved: Path) -> None:
    for number in range(9):
        checkout.page(f"new-{number}.md", title=str(number), body=f"{number}\n")
    ended = refused(checkout, hub)
    assert "new-4.md is new; and 4 more; nothing was changed" in ended.err


def test_another_apply_in_between_makes_it_stale(
    checkout: Checkout, hub: LocalHub, saved: Path
) -> None:
    assert checkout.call("apply", "--yes").code == 0
    ended = refused(checkout, hub)
    assert "the saved plan is stale: State has moved on (serial " in ended.err


def test_state_of_another_history_makes_it_stale(
    checkout: Checkout, hub: LocalHub, saved: Path
) -> None:
    before = checkout.state()
    checkout.write_state(replace(before, lineage="11111111-1111-1111-1111-111111111111"))
    ended = refused(checkout, hub)
    assert "the state file is another one (lineage 11111111-1111-1111" in ended.err
    assert before.lineage in ended.err


def test_a_state_that_is_gone_makes_it_stale(
    checkout: Checkout, hub: LocalHub, saved: Path
) -> None:
    checkout.state_file.unlink()
    before = len(writes(hub))
    ended = checkout.call("apply", "saved.plan", "--yes")
    assert ended.code == 1
    assert "the saved plan is stale: the state file is gone; nothing was changed" in ended.err
    assert len(writes(hub)) == before


def test_settings_that_change_the_plan_make_it_stale(
    checkout: Checkout, hub: LocalHub, saved: Path
) -> None:
    """A default of execsync.toml is in no file's digest."""
    toml = checkout.folder / "execsync.toml"
    toml.write_text(f'{toml.read_text()}[defaults]\nstatus = "published"\n')
    ended = refused(checkout, hub)
    assert "the saved plan is not what would be done now: page:a.md; page:d.md" in ended.err


def test_an_edit_on_the_web_stops_it(checkout: Checkout, hub: LocalHub, saved: Path) -> None:
    hub.web.edit(checkout.state().pages["a.md"].id, title="Our A")
    before = len(writes(hub))
    ended = checkout.call("apply", "saved.plan", "--yes")
    assert ended.code == 1
    assert len(writes(hub)) == before
    assert "the saved plan is not what would be done now: page:a.md: edited on the we" in ended.err
    assert checkout.state().pages["a.md"].drift is not None, "what was learned is kept"


def test_a_page_of_the_same_title_on_the_hub_stops_it(
    checkout: Checkout, hub: LocalHub, saved: Path
) -> None:
    hub.web.create("D")
    ended = refused(checkout, hub)
    assert "page:d.md: the hub already has a page with this title" in ended.err


class TestFirstPlan:
    @pytest.fixture
    def first(self, tmp_path: Path, hub: LocalHub) -> Checkout:
        """A checkout without State, and its saved plan."""
        checkout = Checkout(tmp_path / "first", hub.url)
        checkout.page("a.md", title="First A")
        assert checkout.call("plan", "--out", "saved.plan").code == 0
        return checkout

    def test_is_bound_to_no_state(self, first: Checkout, hub: LocalHub) -> None:
        shown = json.loads(first.call("show", "saved.plan", "--format", "json").out)
        assert (shown["lineage"], shown["serial"]) == ("", 0)
        assert not first.state_folder.exists()
        assert first.call("apply", "saved.plan", "--yes").code == 0
        assert [page.title for page in live_pages(hub)] == ["First A"]

    def test_is_stale_once_there_is_one(self, first: Checkout, hub: LocalHub) -> None:
        assert first.call("apply", "--yes").code == 0
        ended = refused(first, hub)
        assert "the saved plan is stale: there is a state file by now" in ended.err

    def test_is_the_same_each_time(self, first: Checkout) -> None:
        first.call("plan", "--out", "again.plan")
        plans = [json.loads((first.folder / f"{n}.plan").read_text()) for n in ("saved", "again")]
        assert plans[0] == plans[1]


class TestFile:
    def test_holds_no_key(self, saved: Path) -> None:
        text = saved.read_text()
        assert LOCAL_KEY not in text
        assert LOCAL_KEY.removeprefix("exec_live_") not in text

    def test_is_for_its_owner_alone(self, checkout: Checkout, saved: Path) -> None:
        assert stat.S_IMODE(saved.stat().st_mode) == 0o600
        saved.chmod(0o644)
        assert checkout.call("plan", "--out", "saved.plan").code == 0
        assert stat.S_IMODE(saved.stat().st_mode) == 0o600

    def test_one_that_is_too_large_to_be_read_is_not_written(
        self, checkout: Checkout, saved: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        before = saved.read_bytes()
        monkeypatch.setattr(size_limits, "SAVED_PLAN", len(before) - 1)
        ended = checkout.call("plan", "--prune", "--out", "saved.plan")
        assert ended.code == 1
        assert "--target" in ended.err
        assert saved.read_bytes() == before

    @pytest.mark.parametrize("sign", [False, True], ids=["as-it-is", "signed-anew"])
    @pytest.mark.parametrize(
        "edit",
        [
            lambda plan: plan["plan"]["changes"][0]["after"]["body"]["linked"].update(
                text="Other."
            ),
            lambda plan: plan["plan"]["changes"].pop(),
            lambda plan: plan["plan"]["changes"][0].update(action="noop"),
            lambda plan: plan.update(fingerprint=digest("x")),
        ],
        ids=["text", "change", "action", "fingerprint"],
    )
    @pytest.mark.parametrize("command", [["apply", "--yes"], ["show"]])
    def test_that_was_altered_is_noticed(
        self,
        checkout: Checkout,
        hub: LocalHub,
        saved: Path,
        edit: Callable[[dict[str, Any]], object],
        sign: bool,
        command: list[str],
    ) -> None:
        rewrite(saved, edit, sign=sign)
        before = len(hub.requests())
        ended = checkout.call(*command, "saved.plan")
        assert (ended.code, ended.out) == (1, "")
        assert "saved.plan: was altered after it was saved" in ended.err
        assert "make it anew with: execsync plan --out FILE" in ended.err
        assert len(hub.requests()) == before

    @pytest.mark.parametrize(
        "edit",
        [
            lambda plan: plan["options"].update(prune=False),
            lambda plan: plan["options"].update(targets=["a.md"]),
        ],
        ids=["prune", "targets"],
    )
    def test_whose_permissions_were_altered_does_nothing_else(
        self,
        checkout: Checkout,
        hub: LocalHub,
        saved: Path,
        edit: Callable[[dict[str, Any]], object],
    ) -> None:
        rewrite(saved, edit, sign=True)
        assert "the saved plan is not what would be done now" in refused(checkout, hub).err

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("", "is not a saved plan"),
            ("[]", "is not a saved plan"),
            ('"x"', "is not a saved plan"),
            ("{}", "is not a saved plan"),
            ("# A page\n", "is not a saved plan"),
            ('{"format_version": 99, "checksum": "", "saved_plan": {}}', "by another version"),
            ('{"format_version": 1, "checksum": "", "saved_plan": {}}', "was altered after"),
            (
                f'{{"format_version": 1, "checksum": "{digest("{}")}", "saved_plan": {{}}}}',
                "is not a saved plan",
            ),
        ],
    )
    def test_that_is_none_is_said_to_be_none(
        self, checkout: Checkout, text: str, message: str
    ) -> None:
        (checkout.folder / "saved.plan").write_text(text)
        for command in (["apply", "--yes"], ["show"]):
            ended = checkout.call(*command, "saved.plan")
            assert (ended.code, ended.out) == (1, "")
            assert ended.err.startswith("error: saved.plan: ")
            assert message in ended.err.splitlines()[0]

    def test_that_is_not_there(self, checkout: Checkout) -> None:
        ended = checkout.call("apply", "none.plan", "--yes")
        assert ended.code == 1
        assert "error: none.plan: cannot be read: No such file or directory" in ended.err

    def test_that_cannot_be_written(self, checkout: Checkout) -> None:
        ended = checkout.call("plan", "--out", "nowhere/saved.plan")
        assert ended.code == 1
        assert "nowhere/saved.plan: cannot be written: No such file or directory" in ended.err


class TestShow:
    REFUSED = "note: execsync apply would refuse this plan"

    @pytest.mark.usefixtures("saved")
    def test_shows_a_stale_plan_as_it_was(self, checkout: Checkout) -> None:
        planned = checkout.call("show", "saved.plan", "--full").out
        checkout.page("a.md", title="Another", body="Something else.\n")
        shutil.rmtree(checkout.state_folder)
        ended = checkout.call("show", "saved.plan")
        assert ended.code == 0
        assert "~ a.md" in ended.out
        assert "Plan: 1 to create, 1 to update, 1 to move, 1 to archive." in ended.out
        assert "~ a.md" in planned
        assert ended.err == f"{self.REFUSED}: the state file is gone\n"

    @pytest.mark.usefixtures("saved")
    def test_says_what_has_changed_since(self, checkout: Checkout) -> None:
        assert checkout.call("show", "saved.plan").err == ""
        checkout.page("a.md", title="Another")
        checkout.page("e.md", title="E")
        ended = checkout.call("show", "saved.plan", "--format", "json")
        assert ended.err == f"{self.REFUSED}: a.md has changed; e.md is new\n"
        assert (ended.code, json.loads(ended.out)["serial"]) == (0, checkout.state().serial)
        assert checkout.call("apply", "--yes").code == 0
        told = checkout.call("show", "saved.plan").err
        assert f"{self.REFUSED}: State has moved on (serial " in told

    @pytest.mark.usefixtures("saved")
    def test_says_that_content_or_state_cannot_be_read(self, checkout: Checkout) -> None:
        checkout.state_file.write_text("no state")
        ended = checkout.call("show", "saved.plan")
        assert (ended.code, "~ a.md" in ended.out) == (0, True)
        assert f"{self.REFUSED}: {checkout.state_file}" in ended.err
        checkout.write("a.md", "no front matter")
        assert "the content has errors" in checkout.call("show", "saved.plan").err

    @pytest.mark.usefixtures("saved")
    @pytest.mark.parametrize("format", ["text", "json", "markdown", "github"])
    def test_shows_what_the_plan_showed(self, checkout: Checkout, format: str) -> None:
        planned = checkout.call("plan", "--prune", "--format", format)
        shown = checkout.call("show", "saved.plan", "--format", format)
        assert (shown.code, shown.out) == (0, planned.out)


class TestOptions:
    def test_of_the_plan_hold_for_the_apply(self, checkout: Checkout, hub: LocalHub) -> None:
        """What was allowed when it was made is allowed now; the command line adds nothing."""
        hub.web.create("D")
        checkout.call("plan", "--allow-same-title", "--out", "saved.plan")
        done = checkout.call("apply", "saved.plan", "--yes")
        assert done.code == 0, done
        assert [page.title for page in live_pages(hub)].count("D") == 2

    @pytest.mark.usefixtures("saved")
    @pytest.mark.parametrize(
        "option",
        [
            ["--prune"],
            ["--target", "a.md"],
            ["--on-drift", "overwrite"],
            ["--on-drift", "keep"],
            ["--allow-same-title"],
            ["--allow-archive", "3"],
        ],
    )
    def test_of_the_apply_are_wrong_usage(
        self, checkout: Checkout, hub: LocalHub, option: list[str]
    ) -> None:
        before = len(hub.requests())
        ended = checkout.call("apply", "saved.plan", "--yes", *option)
        assert ended.code == 64
        assert "a saved plan says itself what it allows" in ended.err
        assert len(hub.requests()) == before


def test_one_that_was_cut_short_is_used_up(checkout: Checkout, hub: LocalHub, saved: Path) -> None:
    ended = checkout.call(
        "apply", "saved.plan", "--yes", "--max-requests", "4", "--parallelism", "1"
    )
    assert ended.code == 3
    assert "Left: 3. A new plan has what is left; this one is used up." in ended.out
    assert "the saved plan is stale: State has moved on" in refused(checkout, hub).err
    assert checkout.call("apply", "--yes", "--prune").code == 0
    assert checkout.call("plan").out == NOTHING
