import pytest

from execsync.core.address import Address
from execsync.core.digest import digest
from execsync.core.linked_text import LinkedText
from execsync.core.resource import Body, Page, Source, SourceRef, gather_sources, title_from_url
from execsync.core.size_limits import ANSWER, NOTE, PAGE, in_words

URL = "https://x.example/price-list.html"


def page(path: str, *sources: SourceRef) -> Page:
    return Page(path, "Title", Body.of("Text."), sources=sources)


@pytest.mark.parametrize(
    ("url", "title"),
    [
        ("https://x.example/price-list.html", "Price list (x.example)"),
        ("https://x.example/guides/first_steps/", "First steps (x.example)"),
        ("https://x.example/a?page=2#top", "A (x.example)"),
        ("https://x.example", "x.example"),
        ("https://x.example/", "x.example"),
        ("https://x.example:8443/docs", "Docs (x.example:8443)"),
        ("https://x.example/.well-known", "x.example"),
        ("https://x.example/über", "Über (x.example)"),
        ("https://xn--mnchen-3ya.example/%C3%BCber-uns", "Über uns (münchen.example)"),
        ("https://x.example/a%20b%2Fc.html", "A b/c (x.example)"),
        ("https://x.example/a%0Ab", "A%0Ab (x.example)"),
        ("https://x.example/a%E2%80%AEb", "A%E2%80%AEb (x.example)"),
        ("https://x.example/a%FFb", "A%FFb (x.example)"),
    ],
)
def test_a_bare_address_makes_its_own_title(url: str, title: str) -> None:
    assert title_from_url(url) == title


def test_an_address_that_many_pages_name_is_one_source() -> None:
    pages = [page("a.md", SourceRef(URL)), page("b.md", SourceRef(URL))]
    assert gather_sources(pages) == {URL: Source(URL, "Price list (x.example)")}


def test_sources_stand_in_the_order_of_their_first_mention() -> None:
    pages = [
        page("a.md", SourceRef("https://x.example/2"), SourceRef("https://x.example/1")),
        page("b.md", SourceRef("https://x.example/3"), SourceRef("https://x.example/1")),
    ]
    assert [url[-1] for url in gather_sources(pages)] == ["2", "1", "3"]


def test_a_title_wins_over_a_bare_address_wherever_it_stands() -> None:
    titled = SourceRef(URL, "Prices", "https://x.example/cover.png", ("f1",))
    for pages in (
        [page("a.md", SourceRef(URL)), page("b.md", titled)],
        [page("a.md", titled), page("b.md", SourceRef(URL))],
    ):
        assert gather_sources(pages) == {
            URL: Source(URL, "Prices", "https://x.example/cover.png", ("f1",))
        }


def test_of_two_titles_the_first_wins() -> None:
    pages = [page("a.md", SourceRef(URL, "First")), page("b.md", SourceRef(URL, "Second"))]
    assert gather_sources(pages)[URL].title == "First"


def test_addresses_of_resources_name_their_kind() -> None:
    assert page("a/b.md").address == Address("page", "a/b.md")
    assert Source(URL, "T").address == Address("source", URL)


def test_a_body_is_known_by_its_digest() -> None:
    text = Body.of("Text.")
    told = Body(lambda: LinkedText("never asked for"), text.digest)
    assert text.digest == digest("Text.")
    assert told == text
    assert hash(told) == hash(text)
    assert told != Body.of("Other.")
    assert text.text() == "Text."


def test_limits_are_told_in_round_numbers() -> None:
    assert [in_words(limit) for limit in (PAGE, ANSWER, NOTE)] == ["1 MiB", "8 MiB", "64 KiB"]
