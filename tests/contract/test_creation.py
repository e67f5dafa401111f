"""What is sent to create a source and a page: every field of the contract, and no other."""

from typing import Any

import pytest

from execsync.localhub import LocalHub
from tests.localhub.contract import operations, published
from tests.support.checkout import Checkout

URL = "https://docs.example.com/terms"
SOURCE = {
    "type": "url",
    "title": "Terms",
    "url": URL,
    "cover": "https://docs.example.com/cover.png",
    "folder_ids": ["f1"],
}
PAGE = {
    "title": "Refunds",
    "content": "Ask *first*.\n",
    "status": "published",
    "visibility": "private",
    "folder_ids": ["f1", "f2"],
    "skill_ids": ["k1"],
}


@pytest.fixture
def checkout(checkout: Checkout) -> Checkout:
    """A page with every field that front matter has for a page, and for a source."""
    fields = {name: value for name, value in PAGE.items() if name not in ("title", "content")}
    source = {name: value for name, value in SOURCE.items() if name != "type"}
    checkout.page("a.md", title="Refunds", body=str(PAGE["content"]), sources=[source], **fields)
    return checkout


def posted(hub: LocalHub, path: str) -> list[Any]:
    return [exchange.body for exchange in hub.requests("POST", f"/knowledge-hub/{path}")]


def properties(operation: str) -> set[str]:
    body = operations(published("http://127.0.0.1"))[operation]["requestBody"]
    return set(body["content"]["application/json"]["schema"]["properties"])


def test_a_source_is_created_with_every_field_of_the_contract(
    checkout: Checkout, hub: LocalHub
) -> None:
    assert checkout.call("apply", "--yes").code == 0
    assert posted(hub, "sources") == [SOURCE]
    assert SOURCE.keys() == properties("createKnowledgeHubSource")


def test_a_page_is_created_with_every_field_of_the_contract(
    checkout: Checkout, hub: LocalHub
) -> None:
    assert checkout.call("apply", "--yes").code == 0
    (source,) = hub.sources()
    (sent,) = posted(hub, "pages")
    assert sent == {**PAGE, "content": "Ask *first*.", "source_ids": [source.id]}
    assert sent.keys() == properties("createKnowledgeHubPage")


def test_what_the_contract_has_a_default_for_is_sent_all_the_same(
    checkout: Checkout, hub: LocalHub
) -> None:
    """A default may change; a page that was meant to be a draft must not go live by that."""
    checkout.page("a.md", title="Refunds")
    assert checkout.call("apply", "--yes").code == 0
    (sent,) = posted(hub, "pages")
    assert (sent["status"], sent["visibility"]) == ("draft", "workspace")


def test_a_source_without_more_is_its_address_and_a_title(
    checkout: Checkout, hub: LocalHub
) -> None:
    checkout.page("a.md", title="Refunds", sources=[URL])
    assert checkout.call("apply", "--yes").code == 0
    assert posted(hub, "sources") == [
        {"type": "url", "title": "Terms (docs.example.com)", "url": URL}
    ]


def test_visibility_is_never_sent_with_a_change(checkout: Checkout, hub: LocalHub) -> None:
    assert checkout.call("apply", "--yes").code == 0
    text = (checkout.content / "a.md").read_text()
    checkout.write("a.md", text.replace("Ask", "Never ask").replace('"Refunds"', '"No refunds"'))
    assert checkout.call("apply", "--yes").code == 0
    (change,) = [exchange.body for exchange in hub.requests("PATCH")]
    assert change.keys() <= properties("updateKnowledgeHubPage")
    assert set(change) == {"title", "content", "status"}
