"""One line put into an execsync.toml."""

import difflib
import tomllib

import pytest

from execsync.config_edit import with_page_url
from execsync.core.proposal import WAY_TO_PAGE_URL, Setting
from execsync.render.config_text import config_text

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


@pytest.mark.parametrize("end", ["\n", "\r\n", ""])
def test_the_remark_of_init_goes_and_no_other_comment(end: str) -> None:
    remark = config_text([Setting("links", "page_url", None, f"2 links: {WAY_TO_PAGE_URL}")])
    begin, _, line = remark.removesuffix("\n").rpartition("\n")
    begin = f"{begin}\n# page_url: ours\n".replace("\n", end or "\n")
    added = f"{LINE}\n".replace("\n", end or "\n")
    header = f"[links]{end or chr(10)}"
    expected = begin.replace(header, header + added)
    assert with_page_url(f"{begin}{line}{end}", FORM) == expected


def test_a_text_that_looks_like_the_remark_stays() -> None:
    text = f'[content]\nnotice = """\n# page_url: x: {WAY_TO_PAGE_URL}\n"""\n'
    assert with_page_url(text, FORM) == f"{text}\n[links]\n{LINE}\n"


def test_a_table_in_one_line_has_no_place_for_it() -> None:
    assert with_page_url('links = {site_roots = {"/docs/" = "."}}\n', FORM) is None
