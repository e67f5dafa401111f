"""Links between pages become addresses of the hub: at creation, in as few writes as can be."""

import json
import random
import re
from collections import Counter
from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt

from execsync.localhub import LocalHub
from tests.support.checkout import Checkout
from tests.support.hub import live_pages, writes

FORM = "https://hub.example/{workspace_slug}/pages/{id}"
CONFIG = f'[limits]\nper_minute = 0\nper_day = 0\n[links]\npage_url = "{FORM}"\n'
ADDRESS = re.compile(r"\(https://hub\.example/local/pages/([^)#]+)(#[^)]*)?\)")


@pytest.fixture(autouse=True)
def links(checkout: Checkout, hub: LocalHub) -> None:
    checkout.configure(CONFIG)
    hub.change(per_minute=None, per_day=None)


def apply(checkout: Checkout, *arguments: str, code: int = 0) -> str:
    done = checkout.call("apply", "--yes", *arguments)
    assert done.code == code, done
    return done.out + done.err


def bodies(hub: LocalHub) -> dict[str, str]:
    """The text of each live page, by its title."""
    return {page.draft_title: page.draft_content for page in live_pages(hub)}


def ids(checkout: Checkout) -> dict[str, str]:
    return {path: page.id for path, page in checkout.state().pages.items()}


def planned(checkout: Checkout) -> dict[str, int]:
    """What a plan says that an apply writes, by kind."""
    done = checkout.call("plan", "--format", "json")
    assert done.code == 0, done
    kinds: dict[str, int] = json.loads(done.out)["cost"]["by_kind"]
    return kinds


def sent(hub: LocalHub) -> Counter[str]:
    return Counter(method for method, _ in writes(hub))


def test_links_are_filled_at_creation(checkout: Checkout, hub: LocalHub) -> None:
    checkout.page("a/first.md", title="First", body="See [more](../b.md#terms) and [[third]].\n")
    checkout.page("b.md", title="B", body="Nothing.\n")
    checkout.page("c/third.md", title="Third", body="[First](../a/first 2.md), `[b](../b.md)`.\n")
    apply(checkout)
    known = ids(checkout)
    assert bodies(hub)["First"] == (
        f"See [more](https://hub.example/local/pages/{known['b.md']}#terms) "
        f"and [third](https://hub.example/local/pages/{known['c/third.md']})."
    )
    assert bodies(hub)["Third"] == "[First](../a/first 2.md), `[b](../b.md)`."
    assert sent(hub) == {"POST": 3}
    assert checkout.call("plan").out.startswith("No changes")


@pytest.mark.parametrize(
    ("form", "tag"),
    [
        ("https://hub.example/p?id={id}", "<a href=b.md>"),
        ("https://hub.example/p?x=1&copy={id}", "<a href=b.md#c>"),
        ("https://hub.example/p?x=1&copy={id}", '<a href="b.md">'),
        (FORM, "<a href='b.md#it&#39;s-new'>"),
        (FORM, '<a href="b.md#&quot;new&quot;">'),
    ],
)
def test_a_tag_of_html_stays_one_and_leads_to_the_page(
    checkout: Checkout, hub: LocalHub, form: str, tag: str
) -> None:
    checkout.configure(CONFIG.replace(FORM, form))
    checkout.page("a.md", title="A", body=f"See {tag}x</a>.\n")
    checkout.page("b.md", title="B", body="Text.\n")
    apply(checkout)
    read = HtmlLinks(bodies(hub)["A"])
    address = form.format(workspace_slug="local", id=ids(checkout)["b.md"])
    assert [target.partition("#")[0] for target in read.targets] == [address]
    assert read.shown == "See x."


class HtmlLinks(HTMLParser):
    """Where the links of a page lead, and its words, as a browser reads what Markdown makes of it."""

    def __init__(self, body: str) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.shown = ""
        self.feed(MarkdownIt("commonmark").render(body).strip())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.targets.append(dict(attrs)["href"] or "")

    def handle_data(self, data: str) -> None:
        self.shown += data


def test_a_ring_of_fifty_takes_one_second_write(checkout: Checkout, hub: LocalHub) -> None:
    for n in range(50):
        checkout.page(f"{n}.md", title=f"Page {n}", body=f"[next]({(n + 1) % 50}.md)\n")
    kinds = planned(checkout)
    assert (kinds["create_page"], kinds["update_page"]) == (50, 1)
    apply(checkout)
    assert sent(hub) == {"POST": 50, "PATCH": 1}
    known = ids(checkout)
    for n in range(50):
        assert known[f"{(n + 1) % 50}.md"] in bodies(hub)[f"Page {n}"]
    assert checkout.call("plan").out.startswith("No changes")


@pytest.mark.long
def test_of_a_large_graph_the_plan_counts_what_is_written(
    checkout: Checkout, hub: LocalHub
) -> None:
    dice = random.Random(5)
    links: dict[int, set[int]] = {n: set() for n in range(300)}
    while sum(map(len, links.values())) < 2000:
        links[dice.randrange(300)].add(dice.randrange(300))
    for n, targets in links.items():
        text = " ".join(f"[{to}](../{to % 7}/{to}.md)" for to in sorted(targets))
        checkout.page(f"{n % 7}/{n}.md", title=f"Page {n}", body=f"{text or 'None.'}\n")
    kinds = planned(checkout)
    apply(checkout)
    assert sent(hub) == {"POST": kinds["create_page"], "PATCH": kinds["update_page"]}
    known = ids(checkout)
    for n, targets in links.items():
        found = {page_id for page_id, _ in ADDRESS.findall(bodies(hub)[f"Page {n}"])}
        assert found == {known[f"{to % 7}/{to}.md"] for to in targets if to != n}, n
    assert checkout.call("plan").out.startswith("No changes")


def test_a_page_is_not_sent_again_for_links_that_lead_where_they_led(
    checkout: Checkout, hub: LocalHub
) -> None:
    checkout.page("a.md", title="A", body="[b](b.md) [c](c.md)\n")
    checkout.page("b.md", title="B", body="[a](a.md)\n")
    checkout.page("c.md", title="C", body="Text.\n")
    apply(checkout)
    before = writes(hub)
    checkout.page("b.md", title="B", body="[a](a.md), edited\n")
    checkout.rename("c.md", "d.md")
    assert "Plan: 1 to update, 1 to move." in checkout.call("plan").out
    apply(checkout)
    assert writes(hub)[len(before) :] == [("PATCH", "/knowledge-hub/pages/{id}")]
    assert ids(checkout)["d.md"] in bodies(hub)["A"]


def test_a_folder_renamed_writes_nothing_for_its_links(checkout: Checkout, hub: LocalHub) -> None:
    for name in "abc":
        checkout.page(f"old/{name}.md", title=name, body="[a](a.md) [b](b.md) [c](c.md)\n")
    apply(checkout)
    before = writes(hub)
    checkout.rename("old", "new")
    assert "Plan: 3 to move." in checkout.call("plan").out
    apply(checkout)
    assert writes(hub) == before
    assert checkout.call("plan").out.startswith("No changes")


def test_a_page_that_is_replaced_updates_those_that_link_it(
    checkout: Checkout, hub: LocalHub
) -> None:
    checkout.page("a.md", title="A", body="[b](b.md)\n")
    checkout.page("b.md", title="B", body="Text.\n")
    checkout.page("c.md", title="C", body="Text.\n")
    apply(checkout)
    old = ids(checkout)
    checkout.page("b.md", title="B", body="Text.\n", visibility="private")
    assert planned_with(checkout, "--allow-replace", "b.md")["update_page"] == 1
    apply(checkout, "--allow-replace", "b.md")
    new = ids(checkout)
    assert new["b.md"] != old["b.md"]
    assert new["b.md"] in bodies(hub)["A"]
    assert checkout.call("plan").out.startswith("No changes")


def planned_with(checkout: Checkout, *arguments: str) -> dict[str, int]:
    done = checkout.call("plan", "--format", "json", *arguments)
    kinds: dict[str, int] = json.loads(done.out)["cost"]["by_kind"]
    return kinds


def test_a_link_whose_target_is_blocked_goes_as_written_and_is_filled_later(
    checkout: Checkout, hub: LocalHub
) -> None:
    hub.web.create("B", "Theirs.")
    checkout.page("a.md", title="A", body="[b](b.md)\n")
    checkout.page("b.md", title="B", body="Text.\n")
    told = apply(checkout, code=1)
    assert bodies(hub)["A"] == "[b](b.md)"
    assert "b.md" in told
    assert "~ a.md  update    links to b.md\n" in checkout.call("plan").out
    apply(checkout, code=1)
    assert bodies(hub)["A"] == "[b](b.md)"
    assert sent(hub) == {"POST": 1}
    apply(checkout, "--allow-same-title")
    assert ids(checkout)["b.md"] in bodies(hub)["A"]
    assert checkout.call("plan").out.startswith("No changes")


def test_a_link_whose_target_fails_holds_nobody_up(checkout: Checkout, hub: LocalHub) -> None:
    checkout.page("a.md", title="A", body="[b](b.md)\n")
    checkout.page("b.md", title="B", body="Text.\n", folder_ids=["no-such-folder"])
    hub.change(invent_ids=False)
    told = apply(checkout, code=1)
    assert bodies(hub) == {"A": "[b](b.md)"}
    assert "links to b.md go as they are written, until there is such a page" in told
    checkout.page("b.md", title="B", body="Text.\n")
    assert "Plan: 1 to create, 1 to update." in checkout.call("plan").out
    apply(checkout)
    assert ids(checkout)["b.md"] in bodies(hub)["A"]


def test_a_page_that_comes_later_is_linked_by_those_that_named_it(
    checkout: Checkout, hub: LocalHub
) -> None:
    checkout.page("a.md", title="A", body="[b](b.md) [[c]]\n")
    checkout.page("d.md", title="D", body="[a](a.md)\n")
    apply(checkout)
    assert bodies(hub)["A"] == "[b](b.md) [[c]]"
    checkout.page("b.md", title="B")
    checkout.page("x/c.md", title="C")
    apply(checkout)
    known = ids(checkout)
    assert {known["b.md"], known["x/c.md"]} <= {i for i, _ in ADDRESS.findall(bodies(hub)["A"])}
    assert sent(hub) == {"POST": 4, "PATCH": 1}


def test_another_form_of_addresses_is_sent_to_all_pages_with_links(
    checkout: Checkout, hub: LocalHub
) -> None:
    checkout.page("a.md", title="A", body="[b](b.md)\n")
    checkout.page("b.md", title="B")
    apply(checkout)
    checkout.configure(CONFIG.replace(FORM, "https://other.example/{id}{anchor}?x=1"))
    assert "Plan: 1 to update." in checkout.call("plan").out
    apply(checkout)
    assert bodies(hub)["A"] == f"[b](https://other.example/{ids(checkout)['b.md']}?x=1)"
    checkout.configure(CONFIG.partition("[links]")[0])
    apply(checkout)
    assert bodies(hub)["A"] == "[b](b.md)"


@pytest.mark.slow
def test_a_run_killed_between_creation_and_second_write_is_finished(
    checkout: Checkout, hub: LocalHub
) -> None:
    for n in range(4):
        checkout.page(f"{n}.md", title=f"Page {n}", body=f"[next]({(n + 1) % 4}.md)\n")
    hub.faults.add("error", method="PATCH", status=500, times=None)
    checkout.call("apply", "--yes")
    hub.faults.clear()
    assert len(bodies(hub)) == 4
    apply(checkout)
    known = ids(checkout)
    for n in range(4):
        assert known[f"{(n + 1) % 4}.md"] in bodies(hub)[f"Page {n}"]
    assert sent(hub)["POST"] == 4


def test_a_web_edit_of_a_linked_page_is_kept(checkout: Checkout, hub: LocalHub) -> None:
    checkout.page("a.md", title="A", body="[b](b.md)\n\nOne.\n")
    checkout.page("b.md", title="B")
    apply(checkout)
    known = ids(checkout)
    text = bodies(hub)["A"].replace("One.", "One, by web.")
    hub.web.edit(known["a.md"], content=text)
    apply(checkout)
    checkout.page("a.md", title="A", body="[b](b.md)\n\nTwo.\n")
    apply(checkout, code=1)
    assert bodies(hub)["A"] == text
    checkout.page("a.md", title="A", body="[b](b.md)\n\nOne, by web.\n")
    apply(checkout)
    assert checkout.call("plan").out.startswith("No changes")
    assert bodies(hub)["A"] == text


def test_state_is_found_again_from_pages_with_links(checkout: Checkout, hub: LocalHub) -> None:
    checkout.page("a.md", title="A", body="[b](b.md)\n")
    checkout.page("b.md", title="B", body="[a](a.md)\n")
    apply(checkout)
    before = checkout.state()
    checkout.state_file.unlink()
    done = checkout.call("state", "rebuild", "--yes")
    assert done.code == 0, done
    after = checkout.state()
    assert {path: (p.id, p.link_ids, p.sent) for path, p in after.pages.items()} == {
        path: (p.id, p.link_ids, p.sent) for path, p in before.pages.items()
    }
    written = writes(hub)
    apply(checkout)
    assert writes(hub) == written


def test_a_second_write_does_not_bring_back_what_was_retired_meanwhile(
    checkout: Checkout, hub: LocalHub
) -> None:
    for a, b in ("ab", "bc", "ca"):
        checkout.page(f"{a}.md", title=a, body=f"[x]({b}.md)\n")
    apply(checkout)
    for a, b in ("ab", "bc", "ca"):
        checkout.page(f"{a}.md", title=a, body=f"[x]({b}.md)\n", visibility="private")
    hub.faults.add("delay", method="PATCH", seconds=0.5, times=None)
    apply(checkout, "--allow-replace", "**")
    hub.faults.clear()
    assert not any(page.retiring for page in checkout.state().pages.values())
    assert checkout.call("plan").out.startswith("No changes")


@pytest.mark.parametrize(
    ("settings", "links"),
    [
        ("", True),
        ('[front_matter]\npreset = "obsidian"\n', True),
        ('[front_matter]\npreset = "hugo"\n', False),
        ('[front_matter]\npreset = "docusaurus"\n', False),
        ('[front_matter]\npreset = "jekyll"\n', False),
        ('[front_matter]\npreset = "mkdocs"\n', False),
        ('wikilinks = true\n[front_matter]\npreset = "hugo"\n', True),
        ("wikilinks = false\n", False),
    ],
)
def test_wikilinks_are_links_where_the_pages_are_no_site_s(
    checkout: Checkout, hub: LocalHub, settings: str, *, links: bool
) -> None:
    checkout.configure(CONFIG + settings)
    checkout.page("a.md", title="A", body="[[resources]]\n")
    checkout.page("resources.md", title="Resources", body="[[nowhere]]\n")
    assert ("EX050" in checkout.call("validate").out) is links
    apply(checkout)
    assert (bodies(hub)["A"] != "[[resources]]") is links
