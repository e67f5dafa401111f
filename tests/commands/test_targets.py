"""`--target`: only these pages, with what they depend on."""

import json

import pytest

from execsync.localhub import LocalHub
from tests.support.checkout import Checkout
from tests.support.hub import live_pages

SHARED = "https://source.example/shared"
OWN = "https://source.example/own"
PAGES = {
    "handbook/refunds.md": [SHARED],
    "handbook/deep/faq.md": [],
    "sales/pricing.md": [SHARED, OWN],
    "sales/[draft] x.md": [],
}


@pytest.fixture
def checkout(checkout: Checkout) -> Checkout:
    """Four new pages in two folders, with a source of two of them."""
    for path, sources in PAGES.items():
        checkout.page(path, title=path.rpartition("/")[2], body=f"{path}\n", sources=sources)
    return checkout


@pytest.mark.parametrize(
    ("targets", "expected"),
    [
        (["handbook/refunds.md"], ["handbook/refunds.md"]),
        (["content/handbook/refunds.md"], ["handbook/refunds.md"]),
        (["page:handbook/refunds.md"], ["handbook/refunds.md"]),
        (["handbook"], ["handbook/deep/faq.md", "handbook/refunds.md"]),
        (["content/handbook/"], ["handbook/deep/faq.md", "handbook/refunds.md"]),
        (["*/refunds.md"], ["handbook/refunds.md"]),
        (["handbook/*"], ["handbook/deep/faq.md", "handbook/refunds.md"]),
        (["*faq*", "*pricing*"], ["handbook/deep/faq.md", "sales/pricing.md"]),
        (["sales/[draft] x.md"], ["sales/[draft] x.md"]),
        ([f"source:{SHARED}"], ["handbook/refunds.md", "sales/pricing.md"]),
        (["source:*/own"], ["sales/pricing.md"]),
        (["content"], sorted(PAGES)),
    ],
)
def test_a_target_means_these_pages(
    checkout: Checkout, targets: list[str], expected: list[str]
) -> None:
    options = [option for target in targets for option in ("--target", target)]
    planned = checkout.call("plan", "--format", "json", *options)
    assert planned.code == 0, planned
    changes = json.loads(planned.out)["resource_changes"]
    assert sorted(c["path"] for c in changes if c["type"] == "page") == expected
    needed = {url for path in expected for url in PAGES[path]}
    assert {c["path"] for c in changes if c["type"] == "source"} == needed


TAKES = (
    "       it takes the path of a page below content, such as handbook/deep/faq.md, "
    "a folder, or a glob such as '*faq*'"
)


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("nothing", f"no page has this path\n{TAKES}"),
        ("nowhere/*", f"no page has this path\n{TAKES}"),
        ("page:", f"no page has this path\n{TAKES}"),
        ("handbook/refund.md", "no page has this path\n       did you mean handbook/refunds.md?"),
        ("refunds.md", "no page has this path\n       did you mean handbook/refunds.md?"),
        ("handbok/", "no page has this path\n       did you mean handbook/?"),
        (
            "deck.mdx",
            "no page has this path\n       there is such a file, and it gives no page: "
            "execsync validate content/deck.mdx says why",
        ),
        (
            "source:https://source.example/none",
            "no page names this source\n       write its address as in front matter, "
            "or a glob such as 'source:*example.com*'",
        ),
    ],
)
@pytest.mark.parametrize("command", [["plan"], ["apply", "--yes"]])
def test_a_target_that_means_nothing_is_wrong_usage(
    checkout: Checkout, hub: LocalHub, command: list[str], target: str, said: str
) -> None:
    checkout.write("deck.mdx", "# Deck\n")
    ended = checkout.call(*command, "--target", target)
    assert (ended.code, ended.out) == (64, "")
    assert ended.err.endswith(f"error: {target}: {said}\n")
    assert [e.method for e in hub.requests() if e.method != "GET"] == []


def test_an_apply_does_what_is_targeted_and_the_next_one_the_rest(
    checkout: Checkout, hub: LocalHub
) -> None:
    assert checkout.call("apply", "--yes", "--target", "sales/pricing.md").code == 0
    assert [page.title for page in live_pages(hub)] == ["pricing.md"]
    assert {source.url for source in hub.sources()} == {SHARED, OWN}
    assert checkout.call("apply", "--yes").code == 0
    assert len(live_pages(hub)) == 4
    assert len(hub.requests("POST", "/knowledge-hub/sources")) == 2


def test_a_target_never_archives(checkout: Checkout, hub: LocalHub) -> None:
    assert checkout.call("apply", "--yes").code == 0
    checkout.remove("sales/pricing.md")
    done = checkout.call("apply", "--yes", "--prune", "--target", "sales/pricing.md")
    assert done.code == 0
    assert "held: --target never archives; run it without --target" in done.out
    assert len(live_pages(hub)) == 4
