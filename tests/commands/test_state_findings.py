"""What a plan says of a State that a run was cut short on, or that others may have gone on from."""

from pathlib import Path

import pytest

from execsync.core.address import Address
from execsync.core.planning.steps import StepKind
from execsync.core.running.record import Header, Intent
from execsync.errors import EXIT_ERROR, EXIT_OK
from execsync.localhub import LocalHub
from execsync.state.file import FileBackend
from execsync.state.folder import StateFolder
from execsync.state.journal import Journal
from tests.commands.conftest import NO_LIMITS
from tests.support.checkout import Checkout
from tests.support.git import Repository

CUT_SHORT = "warning EX916 an apply here was cut short, and is unfinished"
GO_ON = "    `execsync apply` asks the hub, and goes on from there; no page is made twice\n"
OLDER = (
    ".: warning EX917 State here is older than that of origin/main: a colleague has applied since\n"
    "    git pull, and run this again: what they did is no edit of the web\n"
)
MAY_BE = (
    ".: note EX917 if a colleague has applied since your last git pull, this may be their work\n"
    "    git pull, and run this again\n"
)


class TestAnUnfinishedApply:
    @pytest.mark.parametrize(
        ("intents", "detail"),
        [
            (1, "nobody knows whether its last request was carried out"),
            (3, "nobody knows which of its last 3 requests were carried out"),
        ],
    )
    def test_is_told_by_a_plan(self, checkout: Checkout, intents: int, detail: str) -> None:
        checkout.page("a.md", title="A")
        assert checkout.call("apply", "--yes").code == EXIT_OK
        leave_journal(checkout, intents)
        planned = checkout.call("plan")
        assert planned.code == EXIT_OK
        assert planned.err == f".: {CUT_SHORT} ({detail})\n{GO_ON}"
        assert checkout.call("apply", "--yes").code == EXIT_OK
        assert checkout.call("plan").err == ""

    def test_is_told_once_where_the_hub_is_asked(self, checkout: Checkout) -> None:
        checkout.page("a.md", title="A")
        assert checkout.call("apply", "--yes").code == EXIT_OK
        leave_journal(checkout, 1)
        assert checkout.call("plan", "--refresh").err.count("EX916") == 1

    def test_that_is_running_is_no_unfinished_one(self, checkout: Checkout) -> None:
        checkout.page("a.md", title="A")
        assert checkout.call("apply", "--yes").code == EXIT_OK
        leave_journal(checkout, 1)
        folder = StateFolder(checkout.state_folder)
        note = {"who": "ada", "host": "desk", "pid": "7", "command": "apply", "since": "noon"}
        with FileBackend(folder, "state.toml").lock(note, timeout=0, on_lost=lambda: None):
            told = checkout.call("plan").err
        assert told == (
            ".: note EX916 an apply is running here (ada@desk, pid 7, since noon: apply)\n"
            "    this is what it had left a moment ago\n"
        )


class TestAStateOlderThanAColleagues:
    @pytest.fixture
    def mine(self, tmp_path: Path, hub: LocalHub) -> Checkout:
        """A clone of a repository from which somebody has applied since."""
        theirs = Checkout(tmp_path / "theirs", hub.url, config=NO_LIMITS)
        repository = Repository(theirs.folder)
        theirs.page("a.md", title="A")
        apply_and_commit(theirs, repository)
        mine = Checkout(tmp_path / "mine", hub.url, config=NO_LIMITS)
        for path in sorted(mine.folder.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        Repository(mine.folder, clone=repository)
        theirs.page("a.md", title="A", body="Theirs.\n")
        theirs.page("new.md", title="New")
        apply_and_commit(theirs, repository)
        return mine

    @pytest.mark.parametrize(
        ("command", "page"),
        [
            (("apply", "--yes"), ("a.md", "A")),
            (("apply", "--yes"), ("new.md", "New")),
            (("plan", "--refresh"), ("new.md", "New")),
        ],
    )
    def test_may_be_what_is_met(
        self, mine: Checkout, command: tuple[str, ...], page: tuple[str, str]
    ) -> None:
        mine.page(page[0], title=page[1], body="Mine.\n")
        ended = mine.call(*command)
        assert ended.code == EXIT_ERROR
        assert ended.err.endswith(MAY_BE)

    def test_is_told_where_git_knows(self, mine: Checkout) -> None:
        Repository.at(mine.folder).run("fetch", "--quiet")
        mine.page("a.md", title="A", body="Mine.\n")
        ended = mine.call("apply", "--yes")
        assert ended.code == EXIT_ERROR
        assert ended.err.endswith(OLDER)

    def test_is_no_word_where_nothing_is_met(self, mine: Checkout) -> None:
        Repository.at(mine.folder).run("fetch", "--quiet")
        mine.page("mine.md", title="Mine")
        ended = mine.call("plan")
        assert (ended.code, ended.err) == (EXIT_OK, "")

    def test_is_no_word_where_there_is_no_upstream(self, mine: Checkout) -> None:
        Repository.at(mine.folder).run("branch", "--unset-upstream")
        mine.page("a.md", title="A", body="Mine.\n")
        ended = mine.call("apply", "--yes")
        assert ended.code == EXIT_ERROR
        assert "EX917" not in ended.err


def leave_journal(checkout: Checkout, intents: int) -> None:
    """What an apply leaves that is killed with so many requests under way."""
    state = checkout.state()
    header = Header(state.lineage, state.serial, state.workspace_id)
    address = Address("source", "https://source.example/a")
    with Journal(StateFolder(checkout.state_folder), header) as journal:
        journal.append([Intent(n, StepKind.CREATE_SOURCE, address) for n in range(1, intents + 1)])


def apply_and_commit(checkout: Checkout, repository: Repository) -> None:
    assert checkout.call("apply", "--yes").code == EXIT_OK
    repository.commit("content", "execsync.toml", ".execsync/state.toml")


def test_a_state_that_was_lost_is_told_where_the_hub_has_the_pages(
    checkout: Checkout, hub: LocalHub
) -> None:
    checkout.page("a.md", title="A")
    assert checkout.call("apply", "--yes").code == EXIT_OK
    checkout.state_file.unlink()
    for command in (("plan", "--refresh"), ("apply", "--yes")):
        ended = checkout.call(*command)
        assert ended.code == EXIT_ERROR
        assert ended.err == (
            ".: note EX918 there is no State here, and the hub has pages like those of your files\n"
            "    if these are yours: git pull, where State is committed, or execsync state rebuild\n"
        )
    rebuilt = checkout.call("state", "rebuild", "--yes")
    assert "Rebuild: 1 page and 0 sources to adopt, 0 unclear, 0 not on the hub.\n" in rebuilt.out


class TestAnEditOnTheWebOfABrokenFile:
    EDITED = "content/a.md: warning EX919 its page was edited on the web since our last write (content)\n"

    @pytest.fixture(autouse=True)
    def _stage(self, checkout: Checkout, hub: LocalHub) -> None:
        for name in ("a", "b"):
            checkout.page(f"{name}.md", title=name.upper(), status="published", body="Ours.\n")
        assert checkout.call("apply", "--yes").code == EXIT_OK
        (page,) = [page for page in hub.pages() if page.title == "A"]
        hub.web.edit(page.id, content="Theirs.", publish=True)
        for name in ("a", "b"):
            checkout.page(f"{name}.md", title=name.upper(), status="live", body="Mine.\n")
        assert checkout.call("refresh").code == EXIT_OK

    def test_is_named_beside_its_error(self, checkout: Checkout) -> None:
        planned = checkout.call("plan")
        assert planned.code == EXIT_ERROR
        assert planned.err.count("EX919") == 1
        assert self.EDITED in planned.err
        assert planned.err.index("EX024") < planned.err.index("EX919")

    def test_is_named_where_the_rest_is_done(self, checkout: Checkout) -> None:
        planned = checkout.call("plan", "--skip-invalid")
        assert planned.out.count("it was edited on the web, too: content;") == 1

    def test_is_gone_once_the_file_is_mended(self, checkout: Checkout) -> None:
        for name in ("a", "b"):
            checkout.page(f"{name}.md", title=name.upper(), status="published", body="Mine.\n")
        planned = checkout.call("plan")
        assert "EX919" not in planned.err
        assert "Plan: 1 to update; 1 conflict." in planned.out
