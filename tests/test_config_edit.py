"""One line put into an execsync.toml."""

import difflib
import tomllib

import pytest

from execsync.config_edit import with_page_url

FORM = "https://hub.example/{id}"
LINE = f'page_url = "{FORM}"'


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# nothing\n",
        "# no line end",
        '[content]\nroot = "."\n',
        '[content]\r\nroot = "."\r\n',
        '[links]\nsite_roots = {"/docs/" = "."}\n\n[content]\nroot = "."\n',
        "[links]",
        "  [ links ]  # ours\n\n[apply]\n",
        '[links.site_roots]\n"/docs/" = "."\n',
        'links.site_roots = {"/docs/" = "."}\n[content]\nroot = "."\n',
        '[content]\nnotice = """\n[links]\n"""\n',
        '[content]\nnotice = """\n[links]\n"""\n\n[links]\n# page_url = "…"\n',
        "[watch]\n[links] # last",
    ],
)
def test_the_rest_stays_byte_for_byte(text: str) -> None:
    edited = with_page_url(text, FORM)
    assert edited is not None
    before = tomllib.loads(text)
    assert tomllib.loads(edited) == {
        **before,
        "links": {**before.get("links", {}), "page_url": FORM},
    }
    changed = [one for one in difflib.ndiff([*text], [*edited]) if one[0] != " "]
    assert all(one[0] == "+" for one in changed)
    assert ("\r\n" in text) == ("\r\n" in edited)
    assert text.count("\r") == 0 or edited.count("\n") == edited.count("\r\n")


def test_it_stands_below_the_header_that_is_there() -> None:
    text = '[links]\nsite_roots = {"/a/" = "."}\n'
    assert with_page_url(text, FORM) == f'[links]\n{LINE}\nsite_roots = {{"/a/" = "."}}\n'


def test_a_table_in_one_line_has_no_place_for_it() -> None:
    assert with_page_url('links = {site_roots = {"/docs/" = "."}}\n', FORM) is None
