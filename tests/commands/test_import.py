"""A hub that is there already becomes files, and nothing of it changes by that."""

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from execsync.localhub import LocalHub
from execsync.localhub.people import COLLEAGUE, OWNER
from tests.commands.import_hub import fill, shown
from tests.support.checkout import Checkout
from tests.support.hub import live_pages, writes

if TYPE_CHECKING:
    from tests.support.running import Process

NUMBER = 300
NO_PACE = "[limits]\nper_minute = 0\n"
ASKED = "/knowledge-hub/pages/{id}"


@pytest.fixture
def checkout(checkout: Checkout) -> Checkout:
    checkout.configure(NO_PACE)
    return checkout


def nothing_to_do(checkout: Checkout) -> None:
    plan = checkout.call("plan", "--detailed-exitcode")
    assert (plan.code, plan.out.splitlines()[-1][:10]) == (0, "No changes"), plan


@pytest.mark.slow
def test_a_hub_becomes_files_and_back_again_without_a_write(
    checkout: Checkout, hub: LocalHub
) -> None:
    fill(hub, NUMBER)
    before = shown(hub)
    done = checkout.call("import", "--all", "--yes")
    assert (done.code, done.err) == (0, ""), done
    assert f"Import: {NUMBER} pages without a file." in done.out
    assert f"{NUMBER} files written" in done.out
    ids = {page.path: page.id for page in checkout.state().pages.values()}
    assert sorted(ids.values()) == sorted(page.id for page in live_pages(hub))
    nothing_to_do(checkout)
    checkout.state_file.unlink()
    rebuilt = checkout.call("state", "rebuild", "--yes")
    assert rebuilt.code == 0, rebuilt
    nothing_to_do(checkout)
    assert {page.path: page.id for page in checkout.state().pages.values()} == ids
    applied = checkout.call("apply", "--yes")
    assert (applied.code, applied.out.splitlines()[-1][:10]) == (0, "No changes"), applied
    assert writes(hub) == []
    assert shown(hub) == before


@pytest.mark.slow
@pytest.mark.parametrize("made", [True, False])
def test_a_hub_that_rewrites_texts_and_titles_is_imported_as_it_shows_them(
    checkout: Checkout, hub: LocalHub, made: bool
) -> None:
    """It may have begun to do so after the pages were made."""
    quirks = {"rewrites_markdown": True, "rewrites_titles": True, "equal_draft": "given"}
    hub.change(quirks=quirks if made else {})
    fill(hub, 60)
    hub.change(quirks=quirks)
    assert checkout.call("import", "--all", "--yes").code == 0
    nothing_to_do(checkout)
    checkout.state_file.unlink()
    assert checkout.call("state", "rebuild", "--yes").code == 0
    nothing_to_do(checkout)
    assert checkout.call("apply", "--yes").out.startswith("No changes")
    assert writes(hub) == []


def looked_at(hub: LocalHub) -> Counter[str]:
    """How often each page was asked for."""
    return Counter(e.path.rpartition("/")[2] for e in hub.requests("GET", ASKED) if e.status == 200)


def test_a_second_run_finds_nothing_and_leaves_state_as_it_is(
    checkout: Checkout, hub: LocalHub
) -> None:
    fill(hub, 20)
    assert checkout.call("import", "--all", "--yes").code == 0
    state, files = checkout.state_file.read_bytes(), contents(checkout)
    again = checkout.call("import", "--all", "--yes")
    assert (again.code, again.err) == (0, "")
    assert (
        again.out
        == "Import: 0 pages without a file.\n0 files written. Nothing was sent to the hub.\n"
    )
    assert (checkout.state_file.read_bytes(), contents(checkout)) == (state, files)
    assert set(looked_at(hub).values()) == {1}


def contents(checkout: Checkout) -> dict[str, bytes]:
    found = (file for file in checkout.content.rglob("*") if file.is_file())
    return {str(file.relative_to(checkout.content)): file.read_bytes() for file in found}


@pytest.mark.slow
def test_a_run_that_is_killed_is_gone_on_with(
    checkout: Checkout, hub: LocalHub, tmp_path: Path
) -> None:
    fill(hub, 120)
    for nth in (40, 41):
        kill_before(hub, "GET", ASKED, nth, checkout, "import", "--all", "--yes")
        assert checkout.call("plan", "--detailed-exitcode").code == 0, "what was written is known"
    done = checkout.call("import", "--all", "--yes")
    assert done.code == 0, done
    assert sum(looked_at(hub).values()) <= 122, "only the page of the moment is asked for again"
    assert_imported_once(checkout, hub, 120, tmp_path / "whole")


def kill_before(
    hub: LocalHub, method: str, route: str, nth: int, checkout: Checkout, *arguments: str
) -> None:
    """Run a command that is killed when it has sent its `nth` such request."""
    running: list[Process] = []

    def kill() -> None:
        running[0].kill()

    hub.before(method, route, nth, kill)
    running.append(checkout.start(*arguments))
    running[0].communicate(timeout=60)
    assert running[0].returncode == -9


def assert_imported_once(checkout: Checkout, hub: LocalHub, number: int, other: Path) -> None:
    """Each page has a file, and that is the one that a run without a break gives."""
    state = checkout.state()
    assert sorted(page.id for page in state.pages.values()) == sorted(p.id for p in live_pages(hub))
    found = contents(checkout)
    assert found.keys() == state.pages.keys()
    assert len(found) == number
    whole = Checkout(other, hub.url, config=NO_PACE)
    assert whole.call("import", "--all", "--yes").code == 0
    assert contents(whole) == found
    assert not checkout.journal.exists()
    nothing_to_do(checkout)
    assert writes(hub) == []


@pytest.mark.slow
def test_a_limit_ends_a_run_and_the_next_goes_on(
    checkout: Checkout, hub: LocalHub, tmp_path: Path
) -> None:
    fill(hub, 120)
    done = checkout.call("import", "--all", "--yes", "--max-requests", "50")
    assert (done.code, "the same command goes on with the rest" in done.err) == (3, True), done
    assert 40 < len(checkout.state().pages) < 50
    nothing_to_do(checkout)
    hub.change(per_day=len(hub.requests()) + 30)
    done = checkout.call("import", "--all", "--yes")
    assert done.code == 3, done
    hub.change(per_day=None)
    assert checkout.call("import", "--all", "--yes").code == 0
    assert set(looked_at(hub).values()) == {1}
    assert_imported_once(checkout, hub, 120, tmp_path / "whole")


def test_a_reserve_of_requests_is_left_to_others(checkout: Checkout, hub: LocalHub) -> None:
    fill(hub, 30)
    checkout.configure("[limits]\nper_minute = 0\nper_day = 30\nreserve = 15\n")
    done = checkout.call("import", "--all", "--yes")
    assert done.code == 3, done
    assert "it takes 3 days of runs that resume" in done.out
    assert len(hub.requests()) == 15
    nothing_to_do(checkout)


def test_nothing_is_asked_for_page_by_page_without_a_yes(checkout: Checkout, hub: LocalHub) -> None:
    fill(hub, 20)
    done = checkout.call("import", "--all")
    assert done.code == 1
    assert "Cost: 20 requests (about 995 of 1,000 left today)." in done.out
    assert "--yes was not given; nothing was changed" in done.err
    assert (looked_at(hub), contents(checkout)) == (Counter(), {})
    assert not checkout.state_file.exists()


def test_a_file_that_appeared_meanwhile_is_not_overwritten(
    checkout: Checkout, hub: LocalHub
) -> None:
    for title in ("One", "Two", "Three"):
        hub.web.create(title, f"Of {title}.", publish=True)
    hub.before("GET", ASKED, 2, lambda: checkout.write("two.md", "---\ntitle: Mine\n---\nMine.\n"))
    hub.before("GET", ASKED, 2, lambda: checkout.write("three.md", "---\ntitle: M\n---\nMine.\n"))
    done = checkout.call("import", "--all", "--yes")
    assert done.code == 1
    assert "two.md is there by now, and is not overwritten" in done.out
    assert checkout.content.joinpath("two.md").read_text().endswith("Mine.\n")
    again = checkout.call("import", "--all", "--yes")
    assert again.code == 0, again
    titles = {path: page.title for path, page in checkout.state().pages.items()}
    assert sorted(titles.values()) == ["One", "Three", "Two"]
    assert not {"two.md", "three.md"} & titles.keys()


def test_two_pages_of_one_title_in_one_folder_get_a_file_each(
    checkout: Checkout, hub: LocalHub
) -> None:
    folder = hub.catalogue.add_folder("Support")
    made = [
        hub.web.create("FAQ", text, publish=True, folder_ids=[folder]) for text in ("One.", "Two.")
    ]
    assert checkout.call("import", "--all", "--yes").code == 0
    names = {f"support/faq-{page.id[-8:].strip('-')}.md": page.id for page in made}
    assert {path: page.id for path, page in checkout.state().pages.items()} == names
    nothing_to_do(checkout)
    assert checkout.call("apply", "--yes").out.startswith("No changes")


def test_a_killed_run_leaves_no_file_that_would_become_a_second_page(
    checkout: Checkout, hub: LocalHub
) -> None:
    """Killed between a file and its entry in State."""
    fill(hub, 10)
    assert checkout.call("import", "--all", "--yes").code == 0
    files = contents(checkout)
    begun = {page.id: path for path, page in checkout.state().pages.items()}
    checkout.state_file.unlink()
    edited = next(path for path in files if path.endswith("launch.md"))
    checkout.write(edited, "---\ntitle: Another\n---\nMine by now.\n")
    lines = [json.dumps({"id": i, "path": path, "digest": "x"}) for i, path in begun.items()]
    note = checkout.state_folder / "cache" / "imports.jsonl"
    note.write_text("\n".join([*lines, '{"id": "torn']))
    done = checkout.call("import", "--all", "--yes")
    assert (done.code, f"{edited} is there by now" in done.out) == (1, True), done
    assert contents(checkout).keys() == files.keys()
    assert len(checkout.state().pages) == 9


def test_without_adopt_a_page_that_may_have_a_file_is_left_alone(
    checkout: Checkout, hub: LocalHub
) -> None:
    hub.web.create("FAQ", "As it is.", publish=True)
    hub.web.create("New", "As it is.", publish=True)
    checkout.page("mine/faq.md", title="FAQ", body="As it is.", status="published")
    done = checkout.call("import", "--all", "--yes")
    assert done.code == 1
    assert "it may be the page of mine/faq.md, which --adopt finds out" in done.out
    assert [*checkout.state().pages] == ["new.md"]
    adopted = checkout.call("import", "--all", "--adopt", "--yes")
    assert adopted.code == 0, adopted
    assert "= mine/faq.md: adopts" in adopted.out
    assert sorted(contents(checkout)) == ["mine/faq.md", "new.md"]
    nothing_to_do(checkout)


def test_adopt_takes_files_and_names_what_is_unclear_or_differs(
    checkout: Checkout, hub: LocalHub
) -> None:
    source = hub.web.add_source("https://docs.example/a", "A")
    hub.web.create("Same", "As it is.", publish=True, source_ids=[source])
    hub.web.create("Differs", "On the web.", publish=True)
    twins = [hub.web.create("Twin", text, publish=True).id for text in ("One.", "Two.")]
    hub.web.create("New", "As it is.", publish=True)
    same = {"status": "published", "sources": ["https://docs.example/a"]}
    checkout.page("same.md", title="Same", body="As it is.", **same)
    checkout.page("differs.md", title="Differs", body="Here.", status="published")
    checkout.page("twin.md", title="Twin", body="Neither.", status="published")
    done = checkout.call("import", "--all", "--adopt", "--yes")
    assert done.code == 1
    assert "= same.md: adopts" in done.out
    assert "differs.md" in done.out
    assert "the next plan names the conflict" in done.out
    assert "? twin.md: unclear" in done.out
    assert all(f"- {page_id} (Twin): left out, it may be twin.md" in done.out for page_id in twins)
    assert set(looked_at(hub).values()) == {1}
    assert [*checkout.state().pages] == ["differs.md", "new.md", "same.md"]
    assert "! differs.md  conflict" in checkout.call("plan").out
    assert writes(hub) == []


@pytest.mark.parametrize(
    ("arguments", "titles"),
    [
        (["--folder", "Sales"], ["In sales", "Deep"]),
        (["--folder", "Sales / Pricing"], ["Deep"]),
        (["--folder", "fld_other", "--folder", "Pricing"], ["Deep", "Elsewhere"]),
        (["{Elsewhere}", "{At the top}"], ["At the top", "Elsewhere"]),
        (["--all"], ["At the top", "In sales", "Deep", "Elsewhere"]),
    ],
)
def test_pages_are_chosen_by_folder_or_id(
    checkout: Checkout, hub: LocalHub, arguments: list[str], titles: list[str]
) -> None:
    add = hub.catalogue.add_folder
    sales, other = add("Sales"), add("Other", id="fld_other")
    pricing = add("Pricing", parent=sales)
    places = {"At the top": [], "In sales": [sales], "Deep": [pricing], "Elsewhere": [other]}
    ids = {t: hub.web.create(t, "Text.", folder_ids=where).id for t, where in places.items()}
    given = [one.format(**ids) for one in arguments]
    assert checkout.call("import", *given, "--yes").code == 0
    found = sorted(page.title for page in checkout.state().pages.values())
    assert found == sorted(titles)
    left = json.loads(checkout.call("unmanaged", "--format", "json").out)["pages"]
    assert sorted(page["title"] for page in left) == sorted(places.keys() - {*titles})


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "say which pages"),
        (["--all", "--folder", "Sales"], "say which pages"),
        (["pg_nowhere"], "the hub lists no such page: pg_nowhere"),
        (["--folder", "Sals"], "no folder is called Sals: did you mean Sales"),
        (["--folder", "Twice"], "several folders are called Twice"),
        (["--all", "--into", "elsewhere"], "is not a folder of the content root"),
        (["--all", "--into", "content/.hidden"], "is not a folder of the content root"),
        (["--all", "--into", f"content/{'x' * 120}"], "is longer than 110 bytes"),
    ],
)
def test_what_names_no_page_or_folder_is_wrong_usage(
    checkout: Checkout, hub: LocalHub, arguments: list[str], told: str
) -> None:
    hub.catalogue.add_folder("Twice", parent=hub.catalogue.add_folder("Sales"))
    hub.catalogue.add_folder("Twice")
    done = checkout.call("import", *arguments, "--yes")
    assert (done.code, told in done.err) == (64, True), done
    assert contents(checkout) == {}


def test_into_is_a_folder_of_the_content_root_from_where_one_stands(
    checkout: Checkout, hub: LocalHub
) -> None:
    hub.web.create("FAQ", "Text.", folder_ids=[hub.catalogue.add_folder("Sales")])
    done = checkout.call("import", "-C", "content", "--all", "--into", "From the web", "--yes")
    assert done.code == 0, done
    assert [*checkout.state().pages] == ["From the web/sales/faq.md"]
    nothing_to_do(checkout)


def test_a_link_in_the_content_root_leads_no_file_outside(
    checkout: Checkout, hub: LocalHub
) -> None:
    outside = checkout.folder.parent / "outside"
    outside.mkdir()
    (checkout.content / "sales").symlink_to(outside)
    hub.web.create("FAQ", "Text.", folder_ids=[hub.catalogue.add_folder("Sales")])
    assert checkout.call("import", "--all", "--yes").code == 0
    assert [*outside.iterdir()] == []
    assert [*checkout.state().pages] == ["sales-folder/faq.md"]


def test_an_apply_whose_end_is_not_known_goes_first(checkout: Checkout, hub: LocalHub) -> None:
    checkout.page("new.md", title="New")
    kill_before(hub, "POST", "/knowledge-hub/pages", 1, checkout, "apply", "--yes")
    done = checkout.call("import", "--all", "--yes")
    assert (done.code, "run execsync apply first" in done.err) == (1, True)
    assert sorted(contents(checkout)) == ["new.md"]


def test_who_made_imported_pages_does_not_pass_for_whoever_has_the_key(
    checkout: Checkout, hub: LocalHub
) -> None:
    """Else a creation of ours whose answer was lost would be taken for another's, and sent again."""
    for number in range(5):
        hub.web.create(f"Page {number}", "Text.", publish=True)
    assert checkout.call("import", "--all", "--yes").code == 0
    for number in range(5):
        checkout.page(f"page-{number}.md", title=f"Page {number}", body="Ours.", status="published")
    assert checkout.call("apply", "--yes").code == 0
    assert checkout.state().maker == ""
    checkout.page("new.md", title="New", body="Ours.")
    hub.faults.add("lose", method="POST", times=1)
    for _ in range(3):
        checkout.call("apply", "--yes")
    assert [page.title for page in hub.pages()].count("New") == 1
    nothing_to_do(checkout)


@pytest.mark.parametrize("by", [COLLEAGUE, OWNER])
@pytest.mark.parametrize("has_made_pages", [False, True])
def test_of_two_pages_of_one_title_one_is_imported_and_no_apply_minds_the_other(
    checkout: Checkout, hub: LocalHub, by: str, has_made_pages: bool
) -> None:
    """Both were there before: no creation of ours made either, also where our key made them once."""
    if has_made_pages:
        checkout.page("ours.md", title="Ours")
        assert checkout.call("apply", "--yes").code == 0
    first, _ = (hub.web.create("Twin", text, publish=True, by=by) for text in ("One.", "Two."))
    assert checkout.call("import", first.id, "--yes").code == 0
    for _ in range(2):
        applied = checkout.call("apply", "--yes")
        assert applied.code == 0, applied
    checkout.page("third.md", title="Twin", body="Three.")
    refused = checkout.call("apply", "--yes")
    assert (refused.code, len(live_pages(hub))) == (1, 2 + has_made_pages), refused


def test_a_page_that_our_key_makes_later_beside_an_imported_one_is_named(
    checkout: Checkout, hub: LocalHub
) -> None:
    """State may have gone back, to before a page took the imported one's place."""
    page = hub.web.create("Twin", "One.", publish=True)
    checkout.page("ours.md", title="Ours")
    assert checkout.call("import", page.id, "--yes").code == 0
    assert checkout.call("apply", "--yes").code == 0
    hub.advance(3600)
    hub.web.clone(page.id, by=OWNER)
    applied = checkout.call("apply", "--yes")
    assert (applied.code, "EX902" in applied.err + applied.out) == (1, True), applied
