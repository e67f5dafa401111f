"""What execsync.toml does to texts on their way must not change what is imported."""

import pytest

from execsync.localhub import LocalHub
from tests.commands.test_import import NO_PACE, contents, nothing_to_do
from tests.support.checkout import Checkout
from tests.support.hub import live_pages, writes

NOTICE = 'notice = "Kept in Git: {path}"\n'
PAGE_URL = '[links]\npage_url = "https://hub.example/{workspace_slug}/pages/{id}"\n'


def comes_back(checkout: Checkout, path: str) -> str:
    """The file at a path, once a plan, and one after State was lost, have found nothing to do."""
    nothing_to_do(checkout)
    checkout.state_file.unlink()
    assert checkout.call("state", "rebuild", "--yes").code == 0
    nothing_to_do(checkout)
    return contents(checkout)[path].decode()


@pytest.mark.parametrize(
    ("settings", "body", "written"),
    [
        pytest.param("", "# FAQ\n\nText.", "# FAQ\n\nText.", id="a heading of the title stays"),
        pytest.param(
            "strip_title_heading = true\n", "Text.", "Text.", id="nothing is left out of this"
        ),
        pytest.param(
            'title_from = "heading"\n', "# FAQ\n\nText.", "# FAQ\n\nText.", id="a title's heading"
        ),
        pytest.param(
            'title_from = "heading"\nstrip_title_heading = true\n',
            "Text.",
            "# FAQ\n\nText.",
            id="a title's heading that is left out",
        ),
        pytest.param(NOTICE, "Text.\n\nKept in Git: content/faq.md", "Text.", id="our notice"),
        pytest.param(
            'notice = {first = "Kept in Git: {path}"}\n',
            "Kept in Git: content/faq.md\n\nText.",
            "Text.",
            id="our notice, first",
        ),
        pytest.param('title_from = "file-name"\n', "Text.", None, id="no title like this"),
        pytest.param(NOTICE, "Text.", None, id="a notice would be added"),
        pytest.param(
            NOTICE, "Text.\n\nKept in Git: faq.md", None, id="a notice of another file stays, too"
        ),
        pytest.param(
            "strip_title_heading = true\n",
            "# FAQ\n\nText.",
            "# FAQ\n\n# FAQ\n\nText.",
            id="a heading of the title stays where one is left out",
        ),
        pytest.param(
            "[transform]\nstrip_comments = true\n", "<!-- a -->\n\nText.", None, id="a comment"
        ),
        pytest.param("", "<!-- execsync: skip -->\n\nText.", None, id="a mark of ours"),
        pytest.param("", "sk_live_4eC39HqLyjWDarjtT1zdp7dc", None, id="a secret"),
        pytest.param("", "nul \x00 byte", None, id="no text"),
        pytest.param("", "x" * 1_100_000, None, id="too large"),
    ],
)
def test_a_page_comes_back_as_it_was_or_gets_no_file(
    checkout: Checkout, hub: LocalHub, settings: str, body: str, written: str | None
) -> None:
    content, _, other = settings.partition("[")
    checkout.configure(f"{NO_PACE}[content]\n{content}{'[' if other else ''}{other}")
    page = hub.web.create("FAQ", body, publish=True)
    done = checkout.call("import", "--all", "--yes")
    if written is None:
        assert (done.code, f"- {page.id} (FAQ): left out" in done.out) == (1, True), done
        assert contents(checkout) == {}
        nothing_to_do(checkout)
    else:
        assert done.code == 0, done
        assert comes_back(checkout, "faq.md").split("---\n", 2)[2] == f"{written}\n"
    assert writes(hub) == []


def test_defaults_that_a_page_does_not_have_are_denied_in_its_file(
    checkout: Checkout, hub: LocalHub
) -> None:
    hub.catalogue.add_folder("Sales", id="fld_sales")
    checkout.configure(
        f'{NO_PACE}[defaults]\nfolders = ["Sales"]\nskill_ids = ["sk_1"]\nstatus = "draft"\n'
        'visibility = "private"\nsources = ["https://docs.example/a"]\n'
    )
    hub.web.create("FAQ", "Text.", publish=True)
    assert checkout.call("import", "--all", "--yes").code == 0
    text = comes_back(checkout, "faq.md")
    for line in ("status: published", "visibility: workspace", "folders: []", "sources: []"):
        assert line in text.splitlines()
    assert "skills: []" in text


def test_folders_and_skills_are_named_as_shortly_as_they_are_told_apart(
    checkout: Checkout, hub: LocalHub
) -> None:
    add = hub.catalogue.add_folder
    sales, support = add("Sales"), add("Support")
    folders = [
        add("Pricing", parent=sales),
        add("Pricing", parent=support),
        add("Alone", parent=sales),
        add("Same", id="fld_same_1"),
        add("same", id="fld_same_2"),
        add("Twin", id="fld_twin_1"),
        add("Twin", id="fld_twin_2"),
    ]
    skill = hub.catalogue.add_skill("Negotiation")
    page = hub.web.create("FAQ", "Text.", publish=True, folder_ids=folders)
    hub.web.edit(page.id, skill_ids=[skill])
    assert checkout.call("import", "--all", "--yes").code == 0
    [text] = [one.decode() for one in contents(checkout).values()]
    for line in (
        "  - Sales / Pricing",
        "  - Support / Pricing",
        "  - Alone",
        "  - Same",
        "  - same",
        "  - fld_twin_1",
        "  - fld_twin_2",
        "  - Negotiation",
    ):
        assert line in text.splitlines()
    nothing_to_do(checkout)


def test_links_between_imported_pages_become_paths_again(checkout: Checkout, hub: LocalHub) -> None:
    checkout.configure(f"{NO_PACE}{PAGE_URL}")
    folder = hub.catalogue.add_folder("Sales")
    one = hub.web.create("One", "", publish=True, folder_ids=[folder])
    two = hub.web.create("Two", "", publish=True)
    base = "https://hub.example/local/pages"
    hub.web.edit(one.id, content=f"See [two]({base}/{two.id}#part).", publish=True)
    hub.web.edit(
        two.id,
        content=f"See [one]({base}/{one.id}), [other]({base}/pg_other) and <{base}/{one.id}>.",
        publish=True,
    )
    done = checkout.call("import", "--all", "--yes")
    assert done.code == 0, done
    assert "See [two](../two.md#part)." in comes_back(checkout, "sales/one.md")
    text = contents(checkout)["two.md"].decode()
    assert f"See [one](sales/one.md), [other]({base}/pg_other) and <{base}/{one.id}>." in text
    assert writes(hub) == []


def test_links_stay_whole_where_a_run_ends_between_two_pages(
    checkout: Checkout, hub: LocalHub
) -> None:
    checkout.configure(f"{NO_PACE}{PAGE_URL}")
    one, two = (hub.web.create(title, "", publish=True) for title in ("One", "Two"))
    base = "https://hub.example/local/pages"
    hub.web.edit(one.id, content=f"See [two]({base}/{two.id}).", publish=True)
    hub.web.edit(two.id, content=f"See [one]({base}/{one.id}).", publish=True)
    done = checkout.call("import", "--all", "--yes", "--max-requests", "4")
    assert (done.code, [*checkout.state().pages]) == (3, ["one.md"]), done
    nothing_to_do(checkout)
    assert checkout.call("import", "--all", "--yes").code == 0
    assert "[one](one.md)" in comes_back(checkout, "two.md")


def test_a_link_to_a_page_that_gets_no_file_is_left_as_it_is(
    checkout: Checkout, hub: LocalHub
) -> None:
    checkout.configure(f"{NO_PACE}{PAGE_URL}")
    two = hub.web.create("Two", "a NUL \x00", publish=True)
    address = f"https://hub.example/local/pages/{two.id}"
    hub.web.create("One", f"See [two]({address}).", publish=True)
    done = checkout.call("import", "--all", "--yes")
    assert (done.code, f"- {two.id} (Two): left out, EX003" in done.out) == (1, True), done
    assert f"See [two]({address})." in comes_back(checkout, "one.md")
    assert len(hub.requests("GET", "/knowledge-hub/pages/{id}")) == 3, "one more for the rebuild"


def test_a_text_that_would_be_taken_for_a_link_between_pages_gets_no_file(
    checkout: Checkout, hub: LocalHub
) -> None:
    checkout.configure(f"{NO_PACE}{PAGE_URL}")
    hub.web.create("One", "Text.", publish=True)
    two = hub.web.create("Two", "As the file [one](one.md) says.", publish=True)
    done = checkout.call("import", "--all", "--yes")
    assert done.code == 1
    assert (
        f"- {two.id} (Two): left out, its file, sent again, would not give the same: content"
        in done.out
    )
    nothing_to_do(checkout)


def test_what_would_be_no_page_is_said_before_it_is_asked_for(
    checkout: Checkout, hub: LocalHub
) -> None:
    checkout.configure(f'{NO_PACE}[content]\nexclude = ["/sales/"]\n')
    hub.web.create("FAQ", "Text.", folder_ids=[hub.catalogue.add_folder("Sales")])
    done = checkout.call("import", "--all", "--yes")
    assert done.code == 1
    assert "sales/faq.md would be no page, by [content] include or exclude" in done.out
    assert hub.requests("GET", "/knowledge-hub/pages/{id}") == []
    assert checkout.call("import", "--all", "--into", "content/web", "--yes").code == 0


def test_a_broken_file_ends_it_before_anything_is_asked(checkout: Checkout, hub: LocalHub) -> None:
    hub.web.create("FAQ", "Text.")
    checkout.write("broken.md", "---\ntitle: [\n---\n")
    assert checkout.call("import", "--all", "--yes").code == 1
    assert hub.requests() == []


def test_a_page_that_only_a_link_stands_for_is_not_imported(
    checkout: Checkout, hub: LocalHub
) -> None:
    page = hub.web.create("FAQ", "Text.")
    checkout.write("faq.md", f"---\ntitle: FAQ\nmanaged: false\nid: {page.id}\n---\n")
    done = checkout.call("import", "--all", "--yes")
    assert (done.code, "0 pages without a file" in done.out) == (0, True)
    assert "0 pages have no file." in checkout.call("unmanaged").out
    assert len(live_pages(hub)) == 1
