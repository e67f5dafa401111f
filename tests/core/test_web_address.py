"""The one form in which an address is sent and compared."""

import re
import subprocess
import sys

import ada_url
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from execsync.core.web_address import (
    BadAddress,
    has_user,
    readable,
    readable_host,
    sent_form,
    sent_or_same,
)
from tests.support.examples import examples

_PCHAR = r"(?:[A-Za-z0-9\-._~!$&'()*+,;=:@]|%[0-9A-Fa-f]{2})"
STRICT = re.compile(
    rf"https?://(?:(?:[A-Za-z0-9\-._~!$&'()*+,;=]|%[0-9A-Fa-f]{{2}})+|\[[0-9A-Fa-f:.]+\])(?::[0-9]+)?"
    rf"(?:/{_PCHAR}*)*(?:\?(?:{_PCHAR}|[/?])*)?(?:#(?:{_PCHAR}|[/?])*)?"
)
"""RFC 3986, Appendix A, for what has no user and a host: what a server that checks `format: uri` takes."""


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("https://s.example.com/a/b.html?c=d&e=%20#f", "https://s.example.com/a/b.html?c=d&e=%20#f"),
        ("https://s.example.com/ü", "https://s.example.com/%C3%BC"),
        ("https://s.example.com/%c3%bc", "https://s.example.com/%C3%BC"),
        ("https://s.example.com/a b|c{d}", "https://s.example.com/a%20b%7Cc%7Bd%7D"),
        ("https://s.example.com/[a]^`\"<>", "https://s.example.com/%5Ba%5D%5E%60%22%3C%3E"),
        ("https://s.example.com/?q=ü {|}[]^`'\"<>", "https://s.example.com/?q=%C3%BC%20%7B%7C%7D%5B%5D%5E%60%27%22%3C%3E"),
        ("https://s.example.com/a#b c#ü|", "https://s.example.com/a#b%20c%23%C3%BC%7C"),
        ("https://s.example.com/100%", "https://s.example.com/100%25"),
        ("https://s.example.com/%zz?%&%4", "https://s.example.com/%25zz?%25&%254"),
        ("https://s.example.com/a\\b", "https://s.example.com/a/b"),
        ("  https://s.example.com/a ", "https://s.example.com/a"),
        ("HTTPS://S.Example.COM/Ab", "https://s.example.com/Ab"),
        ("Http://s.example.com:80/", "http://s.example.com/"),
        ("https://s.example.com:443", "https://s.example.com/"),
        ("https://s.example.com", "https://s.example.com/"),
        ("https://s.example.com?q", "https://s.example.com/?q"),
        ("https://s.example.com:8443/a", "https://s.example.com:8443/a"),
        ("https://s.example.com/a/./b/../c/%2e%2E/d", "https://s.example.com/a/d"),
        ("https://münchen.example/", "https://xn--mnchen-3ya.example/"),
        ("https://MÜNCHEN.example/", "https://xn--mnchen-3ya.example/"),
        ("https://xn--mnchen-3ya.example/", "https://xn--mnchen-3ya.example/"),
        ("https://straße.example/", "https://xn--strae-oqa.example/"),
        ("https://例え。テスト/", "https://xn--r8jz45g.xn--zckzah/"),
        ("https://exa%6Dple.com/", "https://example.com/"),
        ("https://[2001:DB8::0:1]/", "https://[2001:db8::1]/"),
        ("https://0x7f.1/", "https://127.0.0.1/"),
        ("https://a_b.example/", "https://a_b.example/"),
    ],
)  # fmt: skip
def test_an_address_is_sent_as_a_browser_would_and_a_strict_server_takes(
    written: str, sent: str
) -> None:
    assert sent_form(written) == sent
    assert STRICT.fullmatch(sent)


WHOLE = "write it whole, as https://…"
ON_THE_WEB = "name an address that the hub can fetch from the web"
PORT = "write a number from 1 to 65535, or none"
HOST = "correct it: letters, digits, hyphens and dots"


@pytest.mark.parametrize(
    ("written", "said", "hint"),
    [
        ("www.example.com/terms", "`www.example.com/terms` is no web address", "did you mean https://www.example.com/terms?"),
        ("www.example.com:8080/a", "`www.example.com:8080/a` is no web address", "did you mean https://www.example.com:8080/a?"),
        ("not an address", "`not an address` is no web address", WHOLE),
        ("https:/s.example/a", "`https:/s.example/a` is no web address", WHOLE),
        ("https:s.example/a", "`https:s.example/a` is no web address", WHOLE),
        ("//s.example/a", "`//s.example/a` is no web address", WHOLE),
        ("", "the address is empty", WHOLE),
        ("ftp://s.example/a", "a source's address must be http or https, not ftp", ON_THE_WEB),
        ("mailto:a@s.example", "a source's address must be http or https, not mailto", ON_THE_WEB),
        ("https://", "the address names no host", WHOLE),
        ("https:///a", "the address names no host", WHOLE),
        ("https://?a", "the address names no host", WHOLE),
        ("https://:80/", "the address names no host", WHOLE),
        ("https://s.example:0/", "the address has no port `0`", PORT),
        ("https://s.example:65536/", "the address has no port `65536`", PORT),
        ("https://s.example:a/", "the address has no port `a`", PORT),
        ("https://a b.example/", "no host can be called `a b.example`", HOST),
        ("https://{host}/a", "no host can be called `{host}`", HOST),
        ("https://a%00b/", "no host can be called `a%00b`", HOST),
        ("https://[::g]/", "no host can be called `[::g]`", HOST),
        ("https://1.2.3.4.5/", "no host can be called `1.2.3.4.5`", HOST),
        ("https://s.example/a\nb", "the address holds a control character: U+000A", "delete it"),
        ("https://s.example/a\tb", "the address holds a control character: U+0009", "delete it"),
    ],
)  # fmt: skip
def test_what_cannot_be_encoded_says_why(written: str, said: str, hint: str) -> None:
    with pytest.raises(BadAddress) as caught:
        sent_form(written)
    assert (caught.value.summary, caught.value.hint) == (said, hint)


PIECES = st.sampled_from(
    [
        *("http", "HTTPS", "://", "s.example", "S.Ex", "ü", "0x1", "12", "xn--", ":", "443", "80"),
        *("/", "//", ".", "..", "%2e", "%2E", "%41", "%c3", "%", "?", "#", "'", "|", "{", " "),
        *("a", "~", "[", "]", "::1", "\\", "@", "-"),
    ]
)
TAILS = st.lists(PIECES, max_size=8).map("".join)
STARTS = st.sampled_from(["https://", "http://", "https://s.example/", "HTTP://S.example/"])
ADDRESSES = st.builds(str.__add__, STARTS, TAILS)


@examples(500)
@given(ADDRESSES | st.text().map("https://s.example/{}".format))
@example("https://s.example/%2e%2e/a")
@example("https://s.example/.")
@example("https://ü.example/a?#")
@example("https://s.example:0080/ü#")
@example("https://s.example:8080/?")
@example("https://s.example:" + "9" * 5000)
def test_it_is_what_a_browser_makes_of_it_but_for_what_is_no_uri(written: str) -> None:
    try:
        sent = sent_form(written)
    except BadAddress:
        return
    assert sent_form(sent) == sent
    if "@" in written:
        return
    assert STRICT.fullmatch(sent)
    browser = ada_url.normalize_url(written)
    assert ada_url.normalize_url(sent) == sent
    if STRICT.fullmatch(browser):
        assert sent == re.sub("%[0-9A-Fa-f]{2}", lambda escape: escape[0].upper(), browser)


def test_a_plain_address_costs_no_import() -> None:
    script = (
        "import sys; from execsync.core.web_address import sent_form;"
        "print(sent_form('https://s.example/a-b/%20c.html?q=1&r=%C3%BC#top'), sent_form('http://s.example'),"
        "'ada_url' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == [
        "https://s.example/a-b/%20c.html?q=1&r=%C3%BC#top",
        "http://s.example/",
        "False",
    ]


@pytest.mark.parametrize(
    ("address", "user"),
    [
        ("https://a:b@s.example/", True),
        (" https://a@s.example/", True),
        ("https://s.example/a@b", False),
        ("mailto:a@s.example", False),
    ],
)
def test_a_user_stands_before_the_host(address: str, user: bool) -> None:
    assert has_user(address) is user


@pytest.mark.parametrize(
    ("words", "shown"),
    [("a%20b", "a b"), ("a b", "a b"), ("a%0Ab", "a%0Ab"), ("a%FFb", "a%FFb")],
)
def test_escapes_are_undone_where_a_reader_sees_what_they_stand_for(words: str, shown: str) -> None:
    assert readable(words) == shown


def test_a_host_is_shown_in_its_own_letters() -> None:
    assert readable_host("xn--mnchen-3ya.example") == "münchen.example"
    assert readable_host("s.example") == "s.example"


def test_what_is_no_address_stays_as_it_is() -> None:
    assert sent_or_same("https://S.example") == "https://s.example/"
    assert sent_or_same("no address") == "no address"
