"""`execsync init --page-link`, from a copied link to pages that link each other on the hub."""

import pytest

from execsync.localhub import LocalHub
from tests.support.checkout import Checkout
from tests.support.hub import live_pages

LIMITS = "# ours\n\n[limits]\nper_minute = 0\nper_day = 0\n\n"
TOML = LIMITS + '[links]\n# page_url: see the wiki\nsite_roots = {"/docs/" = "."}'


@pytest.fixture
def applied(checkout: Checkout, hub: LocalHub) -> Checkout:
    """A checkout whose two pages are on the hub, the first with a link to the second."""
    checkout.configure(TOML)
    hub.change(per_minute=None, per_day=None)
    checkout.page("a.md", title="A", body="See [B](b.md#when).\n")
    checkout.page("b.md", title="B", body="## When\n\nNow.\n")
    assert checkout.call("apply", "--yes").code == 0
    return checkout


def toml(checkout: Checkout) -> str:
    return (checkout.folder / "execsync.toml").read_bytes().decode()


def test_one_copied_link_makes_links_lead_to_their_pages(applied: Checkout, hub: LocalHub) -> None:
    ids = {path: page.id for path, page in applied.state().pages.items()}
    address = f"https://hub.example/local/pages/{ids['a.md']}?tab=2#when"
    made = applied.call("init", "--page-link", address)
    assert made.code == 0, made
    form = "https://hub.example/{workspace_slug}/pages/{id}"
    assert made.out == f"wrote {applied.folder / 'execsync.toml'}: page_url = {form}\n"
    assert "?tab=2#when was left out" in made.err
    line = f'page_url = "{form}"\n'
    assert toml(applied).replace(line, "") == TOML
    assert applied.call("apply", "--yes").code == 0
    [first] = [page for page in live_pages(hub) if page.draft_title == "A"]
    assert first.draft_content.strip() == (
        f"See [B](https://hub.example/local/pages/{ids['b.md']}#when)."
    )
    again = applied.call("init", "--page-link", address)
    assert (again.code, again.out.startswith("kept ")) == (0, True)
    assert toml(applied).replace(line, "") == TOML


def test_another_form_than_the_one_that_is_set_is_an_error(applied: Checkout) -> None:
    page = applied.state().pages["a.md"].id
    assert applied.call("init", "--page-link", f"https://hub.example/p/{page}").code == 0
    before = toml(applied)
    ended = applied.call("init", "--page-link", f"https://hub.example/q/{page}")
    assert ended.code == 1
    assert "page_url is https://hub.example/p/{id}" in ended.err
    assert "delete the old line" in ended.err
    assert toml(applied) == before


def test_without_a_known_id_nothing_is_written(applied: Checkout) -> None:
    ended = applied.call("init", "--page-link", "https://hub.example/pages/pg_\x1b[31mnone")
    assert (ended.code, ended.out) == (64, "")
    assert "\x1b" not in ended.err
    assert "no id that State knows" in ended.err
    assert f"(its id is {applied.state().pages['a.md'].id})" in ended.err
    assert toml(applied) == TOML


def test_before_a_first_apply_it_says_so(checkout: Checkout) -> None:
    ended = checkout.call("init", "--page-link", "https://hub.example/pages/pg_1")
    assert ended.code == 64
    assert "execsync apply first" in ended.err


def test_a_file_with_a_byte_order_mark_and_rights_of_its_own_keeps_both(applied: Checkout) -> None:
    file = applied.folder / "execsync.toml"
    file.write_bytes(b"\xef\xbb\xbf" + TOML.replace("\n", "\r\n").encode())
    file.chmod(0o600)
    page = applied.state().pages["a.md"].id
    assert applied.call("init", "--page-link", f"https://hub.example/p/{page}").code == 0
    line = 'page_url = "https://hub.example/p/{id}"\r\n'
    assert file.read_bytes().decode() == "\ufeff" + TOML.replace("\n", "\r\n").replace(
        "[links]\r\n", f"[links]\r\n{line}"
    )
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_table_in_one_line_is_left_to_its_author(applied: Checkout) -> None:
    text = 'links = {site_roots = {"/docs/" = "."}}\n'
    applied.configure(text)
    page = applied.state().pages["a.md"].id
    ended = applied.call("init", "--page-link", f"https://hub.example/p/{page}")
    assert ended.code == 1
    assert 'write it into [links]: page_url = "https://hub.example/p/{id}"' in ended.err
    assert toml(applied) == text


def test_it_is_no_question_of_what_is_there(checkout: Checkout) -> None:
    assert checkout.call("init", "--page-link", "https://a.example/p", "--from", ".").code == 64
