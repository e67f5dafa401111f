"""Where a document begins, if not in an empty folder, and what happens between its commands."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import TypeAlias

from execsync.localhub import LocalHub
from tests.support.checkout import Checkout
from tests.support.git import Repository
from tests.support.hub import live_pages, make_hub
from tests.support.proxy import proxy_of

Act: TypeAlias = Callable[[Checkout, LocalHub], None]
TERMS = """\
---
title: Refunds
status: published
---
# Refunds

Ask for the invoice number first.

## Refund window

{days} days from the invoice date.
"""
GUIDE = "# Guide\n\n## Refund window\n\n{days} days.\n"


def nothing(checkout: Checkout, hub: LocalHub) -> None:
    """A folder with nothing in it."""


@contextmanager
def one_hub(hub: LocalHub) -> Iterator[Mapping[str, str]]:
    """The hub alone."""
    yield {}


@contextmanager
def staging_too(hub: LocalHub) -> Iterator[Mapping[str, str]]:
    """Two hubs at one address, as there are many at production's: the key says which of them is meant."""
    key = "exec_live_" + "1" * 40
    with make_hub() as staging, proxy_of(hub.url) as door:
        door.others[key] = staging.url
        yield {"EXEC_API_URL": door.url, "EXEC_API_KEY_STAGING": key}


@dataclass(frozen=True, slots=True)
class Scene:
    """`before` is what happens right before a command, `ends` the exit codes that the document tells of.

    `hubs` are up while it is read; they give the variables by which they are found.
    """

    begin: Act = nothing
    hubs: Callable[[LocalHub], AbstractContextManager[Mapping[str, str]]] = one_hub
    before: Mapping[str, Act] = field(default_factory=dict)
    ends: Mapping[str, int] = field(default_factory=dict)


def apply(checkout: Checkout) -> None:
    ended = checkout.call("apply", "--yes")
    assert ended.code == 0, ended


def handbook(checkout: Checkout, hub: LocalHub) -> None:
    """Two pages, applied and committed."""
    checkout.configure("")
    checkout.page("handbook/refunds.md", title="Refunds", body="30 days.\n")
    checkout.page("welcome.md", title="Welcome")
    apply(checkout)
    Repository.at(checkout.folder).commit()


def edited_on_the_web(checkout: Checkout, hub: LocalHub) -> None:
    """One page of two was edited by a colleague."""
    handbook(checkout, hub)
    edit_refunds(checkout, hub)


def edit_refunds(checkout: Checkout, hub: LocalHub) -> None:
    """A colleague edits the page of the refunds, and so do we."""
    (page,) = (page.id for page in live_pages(hub) if page.title == "Refunds")
    hub.advance(60)
    hub.web.edit(page, content=f"{45 + len(hub.requests())} days.")


def lose_state(checkout: Checkout, hub: LocalHub) -> None:
    checkout.state_file.unlink()


def lose_all_of_state(checkout: Checkout, hub: LocalHub) -> None:
    shutil.rmtree(checkout.state_folder)


def settle(checkout: Checkout, hub: LocalHub) -> None:
    """Take our side out of the markers that `pull` has left."""
    text = (checkout.content / "handbook/refunds.md").read_text("utf-8")
    assert "<<<<<<<" in text
    checkout.page("handbook/refunds.md", title="Refunds", body="14 days, or 45.\n")


def edit_on_both_sides(checkout: Checkout, hub: LocalHub) -> None:
    edit_refunds(checkout, hub)
    checkout.page("handbook/refunds.md", title="Refunds", body="14 days.\n")


def pages_on_the_hub(checkout: Checkout, hub: LocalHub) -> None:
    """Three pages that no file has, one of them in Sales."""
    sales = hub.catalogue.add_folder(name="Sales")
    hub.web.create("Refund policy", "Ask first.", publish=True, folder_ids=[sales])
    hub.web.create("Benefits", "All of them.", publish=True)
    hub.web.create("Plans for 2027", "To be written.")
    checkout.configure("")
    checkout.content.mkdir()


def all_kinds_of_change(checkout: Checkout, hub: LocalHub) -> None:
    """Five pages are applied; then one is edited, renamed, made private and removed, and one is new."""
    checkout.configure("")
    checkout.write("refunds.md", TERMS.format(days=30))
    checkout.page("help/start.md", title="Start", body="Begin here.\n")
    checkout.page("legal.md", title="Legal", body="The terms.\n")
    checkout.page("old.md", title="Old", body="No longer true.\n")
    checkout.page("prices.md", title="Prices", body="Per seat.\n")
    apply(checkout)
    checkout.write("refunds.md", TERMS.format(days=45))
    checkout.rename("help/start.md", "start.md")
    checkout.page("legal.md", title="Legal", body="The terms.\n", visibility="private")
    checkout.remove("old.md")
    source = "https://docs.example.com/first-week"
    checkout.configure('[defaults]\nfolder_ids = ["fld_people"]\n')
    checkout.page("onboarding.md", title="Onboarding", sources=[source])
    for name in ("refunds", "start", "legal", "prices"):
        text = (checkout.content / f"{name}.md").read_text()
        checkout.write(f"{name}.md", text.replace("---\n", "---\nfolder_ids: []\n", 1))


def edited_and_archived(checkout: Checkout, hub: LocalHub) -> None:
    """One page was edited on the web, and one archived."""
    checkout.configure("")
    checkout.page("a-guide.md", title="Guide", body=GUIDE.format(days=30), status="published")
    checkout.page("old.md", title="Old", status="published")
    apply(checkout)
    hub.advance(3600)
    pages = {page.title: page.id for page in live_pages(hub)}
    theirs = GUIDE.format(days=45)
    hub.web.edit(pages["Guide"], title="Our guide", content=theirs, publish=True)
    hub.web.archive(pages["Old"])


def edit_the_guide(checkout: Checkout, hub: LocalHub) -> None:
    checkout.page("a-guide.md", title="Guide", body=GUIDE.format(days=14), status="published")


def refunds(checkout: Checkout, hub: LocalHub) -> None:
    """One page that is not applied yet."""
    body = "30 days from the invoice date.\n"
    checkout.page("policies/refunds.md", title="Refunds", body=body)


def tree(files: Mapping[str, str]) -> Act:
    """A handbook that was made for another tool."""

    def begin(checkout: Checkout, hub: LocalHub) -> None:
        for path, text in files.items():
            file = checkout.folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")

    return begin


PRICES = "Per seat.\n"
HUGO = {
    "hugo.toml": 'title = "Handbook"\n',
    "content/docs/_index.md": "---\ntitle: Handbook\n---\nSee [prices](/docs/pricing/).\n",
    "content/docs/pricing.md": f"+++\ntitle = 'Prices'\ndraft = true\nweight = 2\n+++\n{PRICES}",
    "content/_parts/legal.md": "Terms.\n",
}
MKDOCS = {
    "mkdocs.yml": "site_name: Handbook\n",
    "docs/index.md": "# Handbook\n\nSee [prices](sales/pricing.md).\n",
    "docs/sales/pricing.md": f"# Prices\n\n{PRICES}\n!!! note\n    Without tax.\n",
}
DOCUSAURUS = {
    "website/docusaurus.config.ts": "export default {};\n",
    "docs/intro.md": "---\nid: intro\ntitle: Handbook\n---\nSee [prices](./sales/pricing).\n",
    "docs/sales/pricing.md": f"---\ntitle: Prices\n---\n{PRICES}\n:::tip\nWithout tax.\n:::\n",
}
OBSIDIAN = {
    ".obsidian/app.json": "{}\n",
    "Home.md": "See [[Pricing|prices]].\n",
    "Sales/Pricing.md": f"---\npublish: true\ntags: [sales]\n---\n{PRICES}\n> [!note]\n> No tax.\n",
}


def begun(checkout: Checkout, hub: LocalHub) -> None:
    """What `init` writes, and a remote."""
    Repository.at(checkout.folder).run("remote", "add", "origin", remote(checkout))
    ended = checkout.call("init")
    assert ended.code == 0, ended


def pages_in(*, forge: str) -> Act:
    """A handbook that was applied, in a clone of a repository of that forge: a bare one stands in for it."""

    def begin(checkout: Checkout, hub: LocalHub) -> None:
        repository = Repository.at(checkout.folder)
        bare = remote(checkout)
        address = f"git@{forge}:acme/handbook.git"
        repository.run("remote", "add", "origin", address)
        repository.run("config", f"url.{bare}.insteadOf", address)
        handbook(checkout, hub)

    return begin


def with_a_remote(checkout: Checkout, hub: LocalHub) -> None:
    """The handbook, in a repository that has a remote."""
    handbook(checkout, hub)
    Repository.at(checkout.folder).run("remote", "add", "origin", remote(checkout))


def remote(checkout: Checkout) -> str:
    """The address of a new bare repository beside the checkout."""
    bare = checkout.folder.parent / "remote.git"
    Repository.at(checkout.folder).run("init", "--quiet", "--bare", str(bare))
    return str(bare)


def one_hub_again(checkout: Checkout, hub: LocalHub) -> None:
    checkout.configure("")


def state_on_a_ref(checkout: Checkout, hub: LocalHub) -> None:
    checkout.configure('[state]\nbackend = "git"\n')


SCENES: Mapping[str, Scene] = {
    "docs/editors.md": Scene(begun),
    "docs/front-matter.md": Scene(refunds),
    "docs/github.md": Scene(pages_in(forge="github.com")),
    "docs/gitlab.md": Scene(pages_in(forge="gitlab.com")),
    "docs/hubs.md": Scene(
        with_a_remote,
        hubs=staging_too,
        before={
            "execsync state pull": one_hub_again,
            "execsync state migrate": state_on_a_ref,
        },
    ),
    "docs/import.md": Scene(pages_on_the_hub),
    "docs/moving-in.md": Scene(
        tree({"welcome.md": "# Welcome\n", "help/refunds.md": "# Refunds\n"})
    ),
    "docs/moving-in/docusaurus.md": Scene(tree(DOCUSAURUS)),
    "docs/moving-in/hugo.md": Scene(tree(HUGO)),
    "docs/moving-in/mkdocs.md": Scene(tree(MKDOCS)),
    "docs/moving-in/obsidian.md": Scene(tree(OBSIDIAN)),
    "docs/people.md": Scene(begun),
    "docs/plans.md": Scene(
        all_kinds_of_change,
        ends={
            "execsync plan": 1,
            "execsync plan --summary --out release.plan": 1,
            "execsync apply release.plan --yes --summary": 1,
        },
    ),
    "docs/pre-commit.md": Scene(begun),
    "docs/pull.md": Scene(
        edited_on_the_web,
        before={"execsync pull handbook/ --yes --on-conflict ours": edit_on_both_sides},
        ends={"execsync pull --check --diff": 2},
    ),
    "docs/recovering.md": Scene(
        handbook,
        before={
            "git checkout -- .execsync/state.toml": lose_state,
            "execsync state rebuild --yes": lose_all_of_state,
            "execsync pull --yes": edit_on_both_sides,
            "execsync validate": settle,
        },
        ends={"execsync pull --yes": 1},
    ),
    "docs/refresh.md": Scene(
        edited_and_archived,
        before={"execsync plan --refresh": edit_the_guide},
        ends={"execsync plan --refresh": 1},
    ),
    "docs/rules.md": Scene(handbook),
    "docs/writing.md": Scene(begun),
}
