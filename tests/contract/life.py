"""The whole life of example-hub, as commands carry it out and a colleague joins in."""

import shutil
from pathlib import Path

from execsync.localhub import LocalHub
from tests.support.checkout import Checkout, Ended
from tests.support.hub import make_hub

EXAMPLE = Path(__file__).parents[2] / "example-hub"
SEED = EXAMPLE / "hub-seed.toml"
REFUNDS = "support/refund-policy.md"
SOURCES = 'sources: ["HTTPS://docs.example.com/Rückgabe|{Geräte}?Stand=Juni 2027"]\n'
NEW = f"""\
---
title: Returns of hardware
status: published
folder_ids: [fld_support]
skill_ids: [skl_product]
{SOURCES}---
Handhelds come back to the depot in Leipzig. Naïve? No: *tested* — 100 %.
"""


def hub_of_example() -> LocalHub:
    """A local hub with the folders and skills of example-hub, and no others."""
    return make_hub(seed=str(SEED), invent_ids=False)


def checkout_of_example(folder: Path, url: str) -> Checkout:
    """A copy of example-hub, bound to the hub at `url`, whose minute never ends."""
    shutil.copytree(EXAMPLE, folder)
    config = folder / "execsync.toml"
    settings = config.read_text().replace("per_minute = 60", "per_minute = 0")
    return Checkout(folder, url, config=settings)


def live(checkout: Checkout, hub: LocalHub) -> None:
    """Validate, plan, apply, edit, rename, make anew, replace, archive; fight with the web; rebuild."""
    run(checkout, "validate")
    run(checkout, "folders")
    run(checkout, "skills")
    run(checkout, "plan")
    apply(checkout)
    apply(checkout)
    edit(checkout, REFUNDS, "30 days from the invoice date", "45 days from the invoice date")
    checkout.rename("sales/negotiation-limits.md", "sales/limits.md")
    checkout.write("support/returns.md", NEW)
    run(checkout, "plan", "--full")
    apply(checkout)
    visit(checkout, hub)
    edit(checkout, REFUNDS, "45 days from the invoice date", "60 days from the invoice date")
    apply(checkout, code=1)
    apply(checkout, "--on-drift", "overwrite")
    edit(checkout, "support/returns.md", SOURCES, "")
    edit(checkout, "support/returns.md", "status:", "visibility: private\nstatus:")
    apply(checkout, "--allow-replace", "support/returns.md", "--prune-sources")
    checkout.remove("support/returns.md")
    apply(checkout, "--prune")
    run(checkout, "state", "list")
    run(checkout, "state", "doubles")
    checkout.state_file.unlink()
    run(checkout, "state", "rebuild", "--yes")
    apply(checkout)
    apply(checkout)


def run(checkout: Checkout, *arguments: str, code: int = 0) -> Ended:
    """One command, which must end so."""
    ended = checkout.call(*arguments)
    assert ended.code == code, ended
    return ended


def apply(checkout: Checkout, *options: str, code: int = 0) -> Ended:
    """One apply."""
    return run(checkout, "apply", "--yes", *options, code=code)


def edit(checkout: Checkout, path: str, old: str, new: str) -> None:
    """Change a text in a file."""
    file = checkout.content / path
    text = file.read_text()
    assert old in text, (path, old)
    file.write_text(text.replace(old, new))


def visit(checkout: Checkout, hub: LocalHub) -> None:
    """A colleague edits a page, makes one of their own, and looks at nothing else."""
    hub.advance(3600)
    hub.web.edit(checkout.state().pages[REFUNDS].id, content="By a colleague.", publish=True)
    hub.web.create("Lunch", "Tuesdays.", publish=True, folder_ids=["fld_start"])
