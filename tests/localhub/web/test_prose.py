"""Markdown as the page shows it: what it may become, and what never comes through."""

from __future__ import annotations

import re
import time
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execsync.localhub.web.prose import LARGEST, Heading, render

SHOWN = {
    "tables scroll in a box": (
        "| a | b |\n|:-:|--:|\n| 1 | 2 |",
        '<div class="wide" role="group" tabindex="0" aria-label="Table"><table>',
    ),
    "cells keep their side": (
        "| a | b |\n|:-:|--:|\n| 1 | 2 |",
        '<td class="to-right" dir="auto">2</td>',
    ),
    "open tasks": ("- [ ] one", '<li class="task">☐ one</li>'),
    "done tasks": ("1. [x] *one*", '<li class="task">☑ <em>one</em></li>'),
    "brackets that are no task": ("- [y] one", "<li>[y] one</li>"),
    "struck words": ("~~gone~~", "<s>gone</s>"),
    "code": (
        "```\na < b\n```",
        '<div class="code"><pre tabindex="0"><code>a &lt; b\n</code></pre></div>',
    ),
    "colours of code": (
        "```python\nreturn 'a < b' # no\n```",
        '<code><span class="k">return</span>',
    ),
    "code that is no language of ours": ("```befunge\n>:#,_@\n```", "<code>&gt;:#,_@\n</code>"),
    "alerts": (
        "> [!WARNING]\n> Take *care*.",
        '<div class="markdown-alert markdown-alert-warning">\n'
        '<p class="markdown-alert-title" dir="auto">Warning</p>\n'
        '<p dir="auto">Take <em>care</em>.</p>',
    ),
    "quotes that are no alert": ("> [!PANIC]\n> Run.", "<blockquote"),
    "footnotes": (
        "One.[^n]\n\n[^n]: Two.",
        '<sup class="footnote-ref"><a href="#h-fn1" id="h-fnref1" rel="noopener noreferrer">[1]</a>',
    ),
    "what footnotes say": (
        "One.[^n]\n\n[^n]: Two.",
        '<li id="h-fn1" class="footnote-item"><p dir="auto">Two. <a href="#h-fnref1"',
    ),
    "bare links": (
        "See https://example.com/a.",
        '<a href="https://example.com/a" rel="noopener noreferrer">https://example.com/a</a>.',
    ),
    "text from right to left": (
        "سلام\n\n> سلام",
        '<blockquote>\n<p dir="auto">سلام</p>',
    ),
    "keys": ("<kbd>Ctrl</kbd>", "<kbd>Ctrl</kbd>"),
    "links out": (
        "[a](https://example.com)",
        '<a href="https://example.com" rel="noopener noreferrer">a</a>',
    ),
    "links from file to file": ("[a](../b.md)", 'href="../b.md"'),
    "links to a part": ("[a](#b-c)\n\n# B c!", 'href="#h-b-c"'),
    "links to the page itself": ("[a](#)", '<a href="#" '),
    "parts by their name": (
        "# B c!",
        '<h2 id="h-b-c" dir="auto">B c!<a class="anchor" href="#h-b-c"',
    ),
    "the first part without a letter, which has no address": (
        "# 🎉\n\n# 🎉",
        '<h2 id="h-" dir="auto">🎉</h2>\n<h2 id="h--1" dir="auto">🎉<a class="anchor" href="#h--1"',
    ),
    "two parts of a name": (
        "# A\n\n# A",
        '<h2 id="h-a-1" dir="auto">A<a class="anchor" href="#h-a-1"',
    ),
    "parts by what they say": ("## The _real_ [deal](https://x.y)", 'id="h-the-real-deal"'),
    "parts by ids of HTML": (
        '[a](#b)\n\n<a id="b"></a> <a name="c"></a> <span id="d">e</span>',
        '<a id="h-b" rel="noopener noreferrer"></a> <a name="h-c"',
    ),
    "lists in lists": (
        "".join(f"{'  ' * depth}- at {depth}\n" for depth in range(25)),
        ">at 24<",
    ),
    "images": (
        "![a *chart*](https://example.com/c.png)",
        '<span class="image">Image: a chart <code>https://example.com/c.png</code></span>',
    ),
    "images in HTML": (
        "<IMG src='c.png' alt=\"a &amp; b\" onerror=x>",
        '<span class="image">Image: a &amp; b <code>c.png</code></span>',
    ),
}
GONE = {
    "script": "<script>alert(1)</script>",
    "half a script": "<script src=//example.com/x.js",
    "event": "<b onclick=alert(1)>x</b>",
    "event in an image": "<img src=x onerror=alert(1)>",
    "script address": "[x](javascript:alert(1))",
    "spelled script address": "[x](java&#x0A;script:alert(1)) <a href='&#106;avascript:alert(1)'>x</a>",
    "data address": "[x](data:text/html;base64,PHNjcmlwdD4=) <a href='data:text/html,x'>x</a>",
    "vector image": "<svg onload=alert(1)><script>alert(1)</script><animate onbegin=alert(1)></svg>",
    "frame": "<iframe src=https://example.com srcdoc='<script>alert(1)</script>'></iframe>",
    "object": "<object data=x></object><embed src=x>",
    "style": "<style>@import url(//example.com)</style><p style='position:fixed'>x</p>",
    "form": "<form action=https://example.com><input name=token><button>x</button></form>",
    "base": "<base href=https://example.com><link rel=stylesheet href=//example.com/x>",
    "refresh": "<meta http-equiv=refresh content='0;url=https://example.com'>",
    "media": "<video src=x onerror=alert(1)><audio src=x><source srcset=x>",
    "mathematics": "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "parts of the page": "<div id=main data-live></div><h2 id=live class=skip>x</h2>",
    "title": "<title><img src=x onerror=alert(1)></title>",
    "comment": "<!--><img src=x onerror=alert(1)>-->",
    "noscript": "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
}
ALLOWED = {
    "class": r"wide|code|task|image|anchor|to-(left|center|right)|footnote\S*|markdown-alert.*|[a-z]\w{0,2}",
    "dir": "auto|ltr|rtl",
    "href": r"(?!\s*(javascript|data|vbscript):).*",
    "id": r"h-.*",
    "name": r"h-.*",
    "role": "group",
    "tabindex": "0",
    "aria-label": "Table|Link to this part",
    "rel": "noopener noreferrer",
    "title": ".*",
    "start": ".*",
    "colspan": ".*",
    "rowspan": ".*",
}
TAGS = set(
    """
    a abbr b blockquote br code dd del details div dl dt em h2 h3 h4 h5 h6 hr i ins kbd li mark ol p
    pre q s samp section small span strong sub summary sup table tbody td th thead tr u ul var
    """.split()  # noqa: SIM905
)


class Audit(HTMLParser):
    """Gathers what a page must not have."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.found.append(tag)
        for name, value in attrs:
            if not re.fullmatch(ALLOWED.get(name, "(?!)"), value or "", re.IGNORECASE | re.DOTALL):
                self.found.append(f"{tag} {name}={value}")


def shown(text: str, top: int = 2) -> str:
    """The HTML that a text becomes."""
    prose = render(text, top)
    assert prose is not None
    return str(prose.html)


def audit(html: str) -> list[str]:
    parser = Audit()
    parser.feed(html)
    parser.close()
    return parser.found


@pytest.mark.parametrize("case", SHOWN)
def test_shown(case: str) -> None:
    text, html = SHOWN[case]
    assert html in shown(text)
    assert audit(shown(text)) == []


@pytest.mark.parametrize("case", GONE)
def test_gone(case: str) -> None:
    for text in (GONE[case], f"- {GONE[case]}\n", f"| a |\n|-|\n| {GONE[case]} |\n"):
        assert audit(shown(text)) == []


@given(
    st.lists(st.sampled_from([*GONE.values(), *"<>\"'`[]()!&\n ", "a=", "<b ", "</", "- ", "|"]))
)
def test_no_mixture_comes_through(parts: list[str]) -> None:
    assert audit(shown("".join(parts))) == []


def test_headings_are_in_order_below_those_of_the_view() -> None:
    text = "### A\n\n##### B\n\n###### C\n"
    assert re.findall(r"<h\d", shown(text)) == ["<h2", "<h4", "<h5"]
    assert re.findall(r"<h\d", shown(text, 3)) == ["<h3", "<h5", "<h6"]
    assert "<h6" in shown("# A\n\n###### F", 3)


def test_headings_are_told_with_their_levels_and_without_their_marks() -> None:
    prose = render("## A *b* `c`\n\n#### ![d](e.png) <b>f</b>\n\n## A *b* `c`\n")
    assert prose is not None
    assert prose.headings == (
        Heading(1, "h-a-b-c", "A b c"),
        Heading(3, "h-d-f", "d f"),
        Heading(1, "h-a-b-c-1", "A b c"),
    )
    assert all(f'id="{heading.id}"' in prose.html for heading in prose.headings)


@pytest.mark.parametrize(
    "text",
    [
        "# A\n\n# A-1\n\n# A\n",
        "# A\n\n# A\n\n# A-1\n",
        "# fn1\n\n# fnref1\n\na[^1] b[^1]\n\n[^1]: Note.\n",
        "# ?\n\n# !\n",
    ],
    ids=["counted after", "counted before", "footnotes", "signs"],
)
def test_no_two_parts_have_one_id(text: str) -> None:
    ids = re.findall(r'\bid="([^"]*)"', shown(text))
    assert len(ids) == len(set(ids)) >= 2


@pytest.mark.parametrize(
    "text",
    [
        "x" * (LARGEST + 1),
        "![" * 11_000,
        "<div>" * 11_000,
        "".join(f"{'  ' * depth}- a\n" for depth in range(40)) + "\n# After it\n",
        "> " * 100 + "a\n\nAfter it.\n",
    ],
    ids=["long", "brackets", "tags", "lists", "quotes"],
)
def test_what_is_too_long_or_too_deep_is_left_as_it_is(text: str) -> None:
    assert render(text) is None


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "| a | b |\n|-|-|\n" + "| one | two |\n" * 2000,
        "![" * 9_999,
        "<div>" * 9_999,
        "**a *b " * 10_000,
        "> " * 50 + "a" * 100_000,
        "word *em* `code` " * 5_000,
        "https://a.b/( " * 10_000,
        "www." * 50_000,
        "a@b." * 50_000,
        "[^1] " * 9_000 + "\n\n[^1]: note\n",
        "http: x:y " * 26_000,
        '{"key":"value",' * 17_000,
        "".join(f"```python\n{'((' * 500}\n```\n\n" for _ in range(200)),
    ],
    ids=[
        *("table", "brackets", "tags", "stars", "quotes", "prose"),
        *("addresses", "hosts", "mail", "notes", "colons", "json", "code"),
    ],
)
def test_large_texts_take_seconds_at_most(text: str) -> None:
    """Of this thread's own time, whatever else the machine does; what goes wrong here takes minutes."""
    began = time.thread_time()
    assert render(text) is not None
    assert time.thread_time() - began < 30


@pytest.mark.parametrize(
    "text",
    [
        "[b](/pages/b)",
        '[b](/pages/b#part "a > b")',
        "[*b*][ref]\n\n[ref]: /pages/b 'of \"b\"'",
        "[b]\n\n[b]: /pages/b",
        "<http://hub.test/pages/b>",
        "See http://hub.test/pages/b there.",
        '<a title="x > y" href="/pages/b">b</a>',
        "<div><a title=x href='http://hub.test/pages/b#part'>b</a></div>",
        "[![a](/files/a.png)](/pages/b)",
    ],
)
def test_every_form_of_a_link_to_a_page_is_marked_once(text: str) -> None:
    prose = render(text, origin="http://hub.test", only_here=frozenset({"links"}))
    assert prose is not None
    assert prose.only_here == ("links",)
    [after] = re.findall(r'href="(?:/pages/b[^"]*)"[^<]*?>.*?</a>(.{0,8})', prose.html, re.DOTALL)
    assert after == "<small c"
    assert prose.html.count("only-here") == 1
    assert "hub.test/pages" not in prose.html.replace(">http://hub.test/pages/b<", "")


@pytest.mark.parametrize("text", ["[b](https://example.com/pages/b)", "`[b](/pages/b)`", "[b](#b)"])
def test_no_other_link_is_marked(text: str) -> None:
    prose = render(text, origin="http://hub.test", only_here=frozenset({"links"}))
    assert prose is not None
    assert (prose.only_here, "only-here" in prose.html) == ((), False)


def test_one_direction_is_never_found_out_within_another() -> None:
    """A browser takes seconds for a list whose every item, and list within, has one of its own."""
    html = shown("- a\n  - b\n    - c\n\n> d\n> > - e\n")
    told = re.findall(r'<(\w+)[^>]* dir="(\w+)"', html)
    assert told == [("ul", "ltr"), ("p", "auto")]


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("", "ltr"),
        ("12 (a) שלום", "ltr"),
        ("> [!WARNING]\n> 1. אזהרה\n\nEnglish", "rtl"),
        ("```\ncode\n```\n\n<div>\n\n**مرحبا** a", "rtl"),
    ],
)
def test_a_text_goes_where_its_first_letter_goes(text: str, direction: str) -> None:
    shown = render(text)
    assert shown
    assert shown.direction == direction
