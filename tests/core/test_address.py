import pytest

from execsync.core.address import Address

URL = "https://x.example/a:b"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("page:handbook/refunds.md", Address("page", "handbook/refunds.md")),
        ("page:source:a.md", Address("page", "source:a.md")),
        (f"source:{URL}", Address("source", URL)),
    ],
)
def test_an_address_is_read_as_it_is_written(text: str, address: Address) -> None:
    assert Address.parse(text) == address
    assert str(address) == f"{address}" == text


@pytest.mark.parametrize(
    "text", ["", "page", "page:", "source:", "a.md", "Page:a.md", f" page:{URL}", URL]
)
def test_what_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="neither page:… nor source:…"):
        Address.parse(text)


def test_pages_come_before_sources_each_by_name() -> None:
    page, other, source = Address("page", "a.md"), Address("page", "z.md"), Address("source", "a")
    assert sorted([source, other, page]) == [page, other, source]
