"""`state merge`: what two clones recorded becomes one, by Git's hand or by a person's."""

import json
import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from execsync.core.state_text import dump_state
from execsync.localhub import LocalHub
from tests.commands.conftest import NO_LIMITS
from tests.crash.quick import quick
from tests.crash.seeds import make_dice
from tests.support.checkout import Checkout, Ended
from tests.support.git import Repository
from tests.support.hub import live_pages, writes

DRIVER = "execsync state merge %O %A %B"


@pytest.fixture(autouse=True)
def at_once() -> Iterator[None]:
    """No pause between two looks, and none after a failure."""
    with quick(look_again=0.0):
        yield


@dataclass(frozen=True)
class Clone:
    """A person's clone: the content with its State, and the repository around both."""

    checkout: Checkout
    repository: Repository

    def apply(self, *options: str) -> Ended:
        """Apply, and commit what came of it."""
        ended = self.checkout.call("apply", "--yes", *options)
        self.repository.commit()
        return ended

    def pull(self, other: "Clone") -> Ended:
        """Merge what the other one has committed."""
        options = ("--quiet", "--no-rebase", "--no-edit")
        theirs = str(other.repository.folder)
        return self.repository.run("pull", *options, theirs, "main", check=False)

    def register(self) -> None:
        self.repository.run("config", "merge.execsync.driver", DRIVER)


@dataclass(frozen=True)
class Team:
    """Two clones of one repository, which has three pages on the hub."""

    one: Clone
    two: Clone
    hub: LocalHub


def clone_at(folder: Path, url: str, home: Path, repository: Repository) -> Clone:
    checkout = Checkout(folder, url, state_home=home, config=NO_LIMITS)
    return Clone(checkout, repository)


@pytest.fixture
def team(tmp_path: Path, hub: LocalHub) -> Team:
    first = Repository(tmp_path / "one")
    one = clone_at(first.folder, hub.url, tmp_path / "home", first)
    for name in "abc":
        one.checkout.page(f"{name}.md", title=name.upper(), body=f"Text of {name}.\n")
    first.put(".gitattributes", b".execsync/state.toml merge=execsync\n")
    assert one.apply().code == 0
    hub.advance(600)
    second = Repository(tmp_path / "two", clone=first)
    return Team(one, clone_at(second.folder, hub.url, tmp_path / "home", second), hub)


def work_apart(team: Team) -> None:
    """Each changes a page and makes one, and neither knows of the other."""
    team.two.checkout.page("a.md", title="A", body="Text of a, by two.\n")
    team.two.checkout.page("e.md", title="E", body="Text of e.\n")
    assert team.two.apply().code == 0
    team.hub.advance(600)
    team.one.checkout.page("b.md", title="B", body="Text of b, by one.\n")
    team.one.checkout.page("d.md", title="D", body="Text of d.\n")
    team.one.apply()


def assert_settled(clone: Clone, hub: LocalHub, pages: str) -> None:
    """The hub is as the files want it, each file has one page, and nothing is left to write."""
    before = len(writes(hub))
    ended = clone.checkout.call("apply", "--yes")
    assert ended.code == 0, ended
    assert len(writes(hub)) == before
    state = clone.checkout.state()
    assert {path: page.title for path, page in state.pages.items()} == {
        f"{name}.md": name.upper() for name in pages
    }
    assert {page.id for page in state.pages.values()} == {page.id for page in live_pages(hub)}


def cut_short(clone: Clone, hub: LocalHub) -> None:
    """An apply whose update is carried out and gets no answer; nor does any look after it."""
    hub.after("PATCH", "/knowledge-hub/pages/{id}", 1, lambda: hub.faults.add("cut", times=None))
    hub.faults.add("lose", method="PATCH")
    assert clone.apply().code == 1
    hub.faults.clear()
    [doubt] = clone.checkout.state().in_doubt
    assert doubt.kind == "update_page"


def rename_in_doubt(team: Team) -> None:
    """Two makes a page of d.md, renames that to e.md, and does not come to know whether that is done."""
    team.two.checkout.page("d.md", title="By two")
    assert team.two.apply().code == 0
    team.two.checkout.remove("d.md")
    team.two.checkout.page("e.md", title="By two", body="Text.\n\nMore.\n")
    cut_short(team.two, team.hub)
    team.hub.advance(600)


def rename_apart(team: Team) -> dict[str, str]:
    """The same, and one makes a page of its own d.md, then takes in what two did. Title → id."""
    rename_in_doubt(team)
    team.one.checkout.page("d.md", title="By one", body="Text of d.\n")
    assert team.one.apply().code == 0
    team.one.register()
    pulled = team.one.pull(team.two)
    assert (pulled.code, "both sides" in pulled.err) == (0, False), pulled
    return {page.title: page.id for page in live_pages(team.hub)}


class TestAsAMergeDriver:
    def test_what_two_clones_did_becomes_one_state(self, team: Team) -> None:
        work_apart(team)
        team.one.register()
        pulled = team.one.pull(team.two)
        assert pulled.code == 0, pulled
        assert "State of both sides: 5 pages, 0 sources, 0 writes in doubt." in pulled.out
        assert_settled(team.one, team.hub, "abcde")
        assert team.one.checkout.call("plan").out.startswith("No changes")

    def test_without_it_git_leaves_a_conflict(self, team: Team) -> None:
        work_apart(team)
        assert "CONFLICT" in team.one.pull(team.two).out

    def test_two_pages_for_one_file_are_named_until_that_is_settled(self, team: Team) -> None:
        team.two.checkout.page("d.md", title="D, as two calls it")
        assert team.two.apply().code == 0
        team.hub.advance(600)
        team.one.checkout.page("d.md", title="D", body="Text of d.\n")
        assert team.one.apply().code == 0
        team.one.register()
        pulled = team.one.pull(team.two)
        assert "content/d.md" in pulled.out
        ids = {p.title: p.id for p in live_pages(team.hub) if p.title.startswith("D")}
        assert f"d.md: both sides made a page of it: {ids['D']} is kept as its own" in pulled.err
        team.one.repository.run("checkout", "--ours", "content/d.md")
        team.one.repository.commit()
        for _ in range(2):
            ended = team.one.apply()
            assert ended.code == 1
            assert ids["D, as two calls it"] in ended.err
        listed = team.one.checkout.call("state", "doubles")
        assert (listed.code, ids["D, as two calls it"] in listed.out) == (1, True)
        team.hub.web.archive(ids["D, as two calls it"])
        assert_settled(team.one, team.hub, "abcd")

    def test_the_other_page_is_named_though_the_kept_one_was_archived(self, team: Team) -> None:
        """Whoever archives one of the two may take either: the other is nobody's, until it is adopted."""
        team.two.checkout.page("d.md", title="D, as two calls it")
        assert team.two.apply().code == 0
        team.hub.advance(600)
        team.one.checkout.page("d.md", title="D", body="Text of d.\n")
        assert team.one.apply().code == 0
        ids = {p.title: p.id for p in live_pages(team.hub)}
        team.one.register()
        team.one.pull(team.two)
        team.one.repository.run("checkout", "--ours", "content/d.md")
        team.one.repository.commit()
        team.hub.web.archive(ids["D"])
        other = ids["D, as two calls it"]
        for _ in range(2):
            ended = team.one.apply()
            assert (ended.code, other in ended.err) == (1, True), ended
            assert f"execsync state adopt page:d.md {other}" in ended.err
        assert team.one.checkout.call("state", "adopt", "page:d.md", other).code == 0
        team.one.checkout.page("d.md", title="D, as two calls it")
        assert team.one.apply().code == 0
        assert team.one.checkout.state().pages["d.md"].id == other
        assert not team.one.checkout.state().pages["d.md"].doubles

    def test_a_file_has_its_live_page_and_not_one_that_was_archived(self, team: Team) -> None:
        """One archives a page and gives its name to another file; two has seen it archived."""
        page = next(page for page in live_pages(team.hub) if page.title == "C")
        team.one.checkout.page("a.md", title="A", body="The newest text.\n")
        assert team.one.apply().code == 0
        assert team.two.pull(team.one).code == 0
        team.one.checkout.remove("a.md")
        assert team.one.apply("--prune").code == 0
        team.one.checkout.rename("c.md", "a.md")
        assert team.one.apply().code == 0
        team.hub.advance(600)
        team.two.checkout.page("e.md", title="E", body="Text of e.\n")
        assert team.two.apply().code == 0
        assert team.two.checkout.state().pages["a.md"].archived
        team.one.register()
        assert team.one.pull(team.two).code == 0
        before = len(writes(team.hub))
        ended = team.one.apply()
        assert (ended.code, len(writes(team.hub))) == (0, before), ended
        own = team.one.checkout.state().pages["a.md"]
        assert (own.id, own.archived, own.doubles) == (page.id, False, ())

    def test_a_page_whose_rename_was_cut_short_is_that_of_the_new_file(self, team: Team) -> None:
        ids = rename_apart(team)
        ended = team.one.apply()
        assert ended.code == 0, ended
        pages = team.one.checkout.state().pages
        assert (pages["d.md"].id, pages["e.md"].id) == (ids["By one"], ids["By two"])
        assert not pages["d.md"].doubles
        assert {page.id for page in live_pages(team.hub)} == {*ids.values()}

    def test_a_plan_tells_before_an_apply_that_its_page_goes_with_that_file(
        self, team: Team
    ) -> None:
        """As after a rename that came to its end: what is in doubt adds nothing to what was planned."""
        ids = rename_apart(team)
        team.one.checkout.remove("e.md")
        planned = team.one.checkout.call("plan", "--prune", "--format", "json")
        changes = json.loads(planned.out)["resource_changes"]
        archived = {c["id"] for c in changes if "archive" in c["change"]["actions"]}
        before = {page.id for page in live_pages(team.hub)}
        ended = team.one.apply("--prune")
        assert ended.code == 0, ended
        assert before - {page.id for page in live_pages(team.hub)} == archived == {ids["By two"]}

    def test_a_rename_in_doubt_is_none_that_each_side_made(self, team: Team) -> None:
        rename_in_doubt(team)
        team.one.checkout.page("f.md", title="F")
        assert team.one.apply().code == 0
        team.one.register()
        pulled = team.one.pull(team.two)
        assert (pulled.code, "each side" in pulled.err) == (0, False), pulled
        ended = team.one.apply()
        assert ended.code == 0, ended
        assert {*team.one.checkout.state().pages} == {f"{name}.md" for name in "abcef"}

    def test_one_page_that_both_imported_under_two_names_is_told(self, team: Team) -> None:
        team.hub.web.create("FAQ", "Text.", publish=True)
        for clone, into in ((team.one, "content"), (team.two, "content/deep")):
            done = clone.checkout.call("import", "--all", "--yes", "--into", into)
            assert done.code == 0, done
            clone.repository.commit()
        team.one.register()
        pulled = team.one.pull(team.two)
        assert pulled.code == 0, pulled
        [kept] = [path for path in team.one.checkout.state().pages if path.endswith("faq.md")]
        [other] = {"faq.md", "deep/faq.md"} - {kept}
        assert f"{kept} and {other}: each side has taken" in pulled.err
        team.one.checkout.remove(other)
        before = len(writes(team.hub))
        assert team.one.apply().code == 0
        assert len(writes(team.hub)) == before

    def test_a_page_archived_on_the_web_that_one_side_does_not_know_is_named(
        self, team: Team
    ) -> None:
        work_apart(team)
        team.hub.advance(600)
        made = next(page for page in live_pages(team.hub) if page.title == "E")
        team.hub.web.archive(made.id)
        team.one.register()
        assert team.one.pull(team.two).code == 0
        ended = team.one.apply()
        assert "e.md" in ended.out
        assert "archived on the web" in ended.out

    def test_an_edit_on_the_web_that_one_side_has_seen_is_still_told(self, team: Team) -> None:
        page = next(page for page in live_pages(team.hub) if page.title == "A")
        team.hub.web.edit(page.id, content="By a colleague.", publish=False)
        team.hub.advance(600)
        work_apart_but_a(team)
        team.one.register()
        assert team.one.pull(team.two).code == 0
        team.one.checkout.page("a.md", title="A", body="Text of a, by one.\n")
        ended = team.one.apply()
        assert (ended.code, "! a.md  conflict  edited on the web" in ended.out) == (1, True)

    def test_one_that_fails_leaves_our_state_and_says_what_to_do(self, team: Team) -> None:
        work_apart(team)
        before = team.one.checkout.state_file.read_bytes()
        other = replace(team.two.checkout.state(), lineage="another")
        team.two.repository.put(".execsync/state.toml", dump_state(other))
        team.one.register()
        pulled = team.one.pull(team.two)
        assert "two histories" in pulled.err
        assert "execsync state rebuild" in pulled.err
        assert "CONFLICT" in pulled.out
        assert team.one.checkout.state_file.read_bytes() == before


def work_apart_but_a(team: Team) -> None:
    team.two.checkout.page("e.md", title="E", body="Text of e.\n")
    team.two.apply()
    team.hub.advance(600)
    team.one.checkout.page("d.md", title="D", body="Text of d.\n")
    team.one.apply()


@pytest.mark.slow
class TestAConflict:
    """What an error tells to do is done, and works."""

    def commands(self, ended: Ended) -> str:
        assert (ended.code, ended.out) == (1, "")
        assert "Git left a conflict in the state file" in ended.err
        found = re.search(r"\(cd .*\)$", ended.err, re.MULTILINE)
        assert found, ended.err
        return found.group()

    @pytest.mark.parametrize("attributes", [True, False])
    @pytest.mark.parametrize("below", [".", "content"])
    def test_of_a_merge_is_settled(self, team: Team, below: str, *, attributes: bool) -> None:
        if not attributes:
            team.one.repository.run("rm", "--quiet", ".gitattributes")
            team.one.repository.commit()
        work_apart(team)
        team.one.pull(team.two)
        for command in (("plan",), ("apply", "--yes"), ("state", "list"), ("state", "doubles")):
            told = self.commands(team.one.checkout.call(*command, "-C", below))
        before = sorted(team.one.checkout.state_folder.iterdir())
        settled = team.one.repository.shell(told, below=below)
        assert settled.code == 0, settled
        assert sorted(team.one.checkout.state_folder.iterdir()) == before
        team.one.repository.commit()
        assert_settled(team.one, team.hub, "abcde")

    @pytest.mark.parametrize("trouble", ["another history", "no execsync"])
    def test_that_cannot_be_settled_stays_one(self, team: Team, trouble: str) -> None:
        work_apart(team)
        if trouble == "another history":
            other = replace(team.two.checkout.state(), lineage="another")
            team.two.repository.put(".execsync/state.toml", dump_state(other))
        team.one.pull(team.two)
        told = self.commands(team.one.checkout.call("plan"))
        if trouble == "no execsync":
            told = told.replace("execsync state", "no-such-program state")
        assert team.one.repository.shell(told).code != 0
        assert ".execsync/state.toml" in team.one.repository.run("ls-files", "--unmerged").out

    def test_is_settled_without_writing_where_a_link_of_theirs_leads(self, team: Team) -> None:
        """The command writes the other side's text, which may be any, to files that it makes."""
        work_apart(team)
        profile = team.one.checkout.folder.parent / "profile"
        profile.write_text("mine\n")
        for name in ("merge-base", "merge-theirs", "base", "theirs"):
            (team.two.checkout.state_folder / name).symlink_to(profile)
        team.two.repository.run("add", "--force", ".execsync")
        team.two.repository.commit()
        team.one.pull(team.two)
        told = self.commands(team.one.checkout.call("plan"))
        assert team.one.repository.shell(told).code == 0
        assert profile.read_text() == "mine\n"

    def test_of_a_rebase_is_settled(self, team: Team) -> None:
        work_apart(team)
        team.one.repository.run("fetch", "--quiet", str(team.two.repository.folder), "main")
        assert team.one.repository.run("rebase", "FETCH_HEAD", check=False).code == 1
        told = self.commands(team.one.checkout.call("plan"))
        assert team.one.repository.shell(told).code == 0
        team.one.repository.run("rebase", "--continue")
        assert_settled(team.one, team.hub, "abcde")

    def test_where_both_added_the_file_is_settled(self, team: Team) -> None:
        """Both branches begin before State was committed."""
        for clone in (team.one, team.two):
            clone.repository.run("checkout", "--quiet", "--orphan", "fresh")
        work_apart(team)
        for clone in (team.one, team.two):
            clone.repository.run("branch", "--quiet", "--move", "--force", "fresh", "main")
        options = ("--quiet", "--no-edit", "--no-rebase", "--allow-unrelated-histories")
        other = str(team.two.repository.folder)
        team.one.repository.run("pull", *options, other, "main", check=False)
        told = self.commands(team.one.checkout.call("plan"))
        assert team.one.repository.shell(told).code == 0
        assert set(team.one.checkout.state().pages) == {f"{name}.md" for name in "abcde"}


class Play:
    """Two clones that write, rename, remove and merge, and a colleague on the web."""

    FILES = tuple(f"{name}.md" for name in "abcdef")

    def __init__(self, team: Team, dice: random.Random) -> None:
        self.team = team
        self.dice = dice
        self.done: Counter[str] = Counter()
        for clone in (team.one, team.two):
            clone.register()

    def act(self, clone: Clone, name: str) -> None:
        """One change of a file, if it can be made, and an apply."""
        path, other = self.dice.sample(self.FILES, 2)
        exists = (clone.checkout.content / path).exists()
        kind = self.dice.choice(["write", "write", "rename", "remove"])
        options: tuple[str, ...] = ()
        if kind == "write" or not exists:
            kind = "write" if exists else "create"
            title = self.dice.choice([path, f"{path} by {name}"])
            body = f"Text {self.dice.random()}.\n"
            clone.checkout.page(path, title=title, body=body)
        elif kind == "rename" and not (clone.checkout.content / other).exists():
            clone.checkout.rename(path, other)
        elif kind == "remove":
            clone.checkout.remove(path)
            options = ("--prune", "--allow-archive", "9")
        self.done[kind] += 1
        ended = clone.apply(*options)
        assert ended.code in (0, 1), ended.err
        self.done[f"exit {ended.code}"] += 1
        self.team.hub.advance(self.dice.choice([1, 20, 900]))

    def merge(self, clone: Clone, other: Clone) -> None:
        """Pull. Of a file that both changed, that of this side is taken."""
        pulled = clone.pull(other)
        run = clone.repository.run
        assert ".execsync/state.toml" not in run("ls-files", "--unmerged").out, pulled
        for path in set(run("diff", "--name-only", "--diff-filter=U").out.splitlines()):
            if run("checkout", "--ours", "--", path, check=False).code:
                run("rm", "--quiet", "--cached", "--", path)
                (clone.repository.folder / path).unlink(missing_ok=True)
        clone.repository.commit()
        self.done["conflict" if pulled.code else "merge"] += 1

    def edit_on_the_web(self) -> None:
        page = self.dice.choice(live_pages(self.team.hub))
        self.team.hub.web.edit(page.id, content=f"By a colleague, {self.dice.random()}.")
        self.done["web edit"] += 1


@pytest.mark.parametrize(
    "history", [0, *(pytest.param(number, marks=pytest.mark.long) for number in range(1, 9))]
)
def test_whatever_two_clones_do_no_page_of_the_hub_is_forgotten(team: Team, history: int) -> None:
    dice = make_dice()
    play = Play(team, dice)
    for _ in range(3):
        for clone, name in ((team.one, "one"), (team.two, "two")):
            for _ in range(dice.randint(1, 3)):
                play.act(clone, name)
        if dice.random() < 0.4:
            play.edit_on_the_web()
        play.merge(team.one, team.two)
        told = team.one.apply()
        play.merge(team.two, team.one)
        states = team.one.checkout.state(), team.two.checkout.state()
        assert states[0].pages == states[1].pages
        named = states[0].owned_ids() | {i for p in states[0].pages.values() for i in p.doubles}
        # A double whose file went on to another name is told as what is in that one's way.
        named |= {page.id for page in live_pages(team.hub) if page.id in told.out}
        forgotten = {page.id: page.title for page in live_pages(team.hub) if page.id not in named}
        assert not forgotten, play.done
        ids = [page.id for page in states[0].pages.values()]
        assert len(ids) == len(set(ids)), play.done
    print(history, dict(play.done))


class TestByHand:
    def test_it_writes_into_ours_and_nothing_else(self, team: Team) -> None:
        work_apart(team)
        one, two = team.one.checkout, team.two.checkout
        base = one.folder / "base.toml"
        base.write_bytes(b"")
        theirs = two.state_file.read_bytes()
        ended = one.call("state", "merge", "base.toml", str(one.state_file), str(two.state_file))
        assert (ended.code, ended.err) == (0, "")
        assert set(one.state().pages) == {f"{name}.md" for name in "abcde"}
        assert two.state_file.read_bytes() == theirs
        assert base.read_bytes() == b""

    def test_a_link_in_the_place_of_a_side_is_not_followed(
        self, team: Team, tmp_path: Path
    ) -> None:
        secret = tmp_path / "secret"
        secret.write_bytes(team.one.checkout.state_file.read_bytes())
        (tmp_path / "ours").symlink_to(secret)
        files = [str(tmp_path / "base"), str(tmp_path / "ours"), str(team.two.checkout.state_file)]
        ended = team.one.checkout.call("state", "merge", *files)
        assert (ended.code, "is a symbolic link" in ended.err) == (1, True)
        assert (tmp_path / "ours").is_symlink()

    def test_it_needs_no_configuration(self, team: Team, tmp_path: Path) -> None:
        (tmp_path / "ours").write_bytes(team.one.checkout.state_file.read_bytes())
        (tmp_path / "theirs").write_bytes(team.one.checkout.state_file.read_bytes())
        (team.one.checkout.folder / "execsync.toml").unlink()
        files = [str(tmp_path / name) for name in ("base", "ours", "theirs")]
        assert team.one.checkout.call("state", "merge", *files).code == 0

    @pytest.mark.parametrize("side", ["base", "ours", "theirs"])
    @pytest.mark.parametrize("damage", ["cut", "flip", "empty"])
    def test_a_side_that_cannot_be_read_is_named_and_ours_is_left(
        self, team: Team, tmp_path: Path, side: str, damage: str
    ) -> None:
        data = team.one.checkout.state_file.read_bytes()
        files = {name: tmp_path / name for name in ("base", "ours", "theirs")}
        for path in files.values():
            path.write_bytes(data)
        damaged = {"cut": data[:-60], "flip": data.replace(b'"A"', b'"B"'), "empty": b""}[damage]
        files[side].write_bytes(damaged)
        before = files["ours"].read_bytes()
        ended = team.one.checkout.call("state", "merge", *map(str, files.values()))
        if (side, damage) == ("base", "empty"):
            assert ended.code == 0
            return
        assert (ended.code, ended.out) == (1, "")
        assert f"error: {files[side]}" in ended.err
        assert "execsync state rebuild" in ended.err
        assert files["ours"].read_bytes() == before
