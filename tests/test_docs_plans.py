"""docs/plans.md: every command in it is run, and prints what it shows there."""

import os
import re
import shlex
from pathlib import Path

from tests.support.checkout import Checkout

PAGE = Path(__file__).parent.parent / "docs" / "plans.md"
BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)
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


def write_hub(checkout: Checkout) -> None:
    """Five pages are applied; then one is edited, renamed, made private and removed, and one is new."""
    checkout.write("refunds.md", TERMS.format(days=30))
    checkout.page("help/start.md", title="Start", body="Begin here.\n")
    checkout.page("legal.md", title="Legal", body="The terms.\n")
    checkout.page("old.md", title="Old", body="No longer true.\n")
    checkout.page("prices.md", title="Prices", body="Per seat.\n")
    assert checkout.call("apply", "--yes").code == 0
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


def commands(text: str) -> list[tuple[str, str]]:
    """Each command of the page's console blocks, with what is shown below it."""
    found = []
    for block in BLOCK.findall(text):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, shown = part.partition("\n")
            found.append((command, shown))
    return found


def test_every_command_prints_what_the_page_shows(checkout: Checkout) -> None:
    checkout.configure("")
    write_hub(checkout)
    text = page = PAGE.read_text(encoding="utf-8")
    for command, shown in commands(text):
        program, *arguments = shlex.split(command)
        assert program == "execsync"
        ended = checkout.call(*arguments)
        out = re.sub(r"\S+/backups/state-\w+", ".execsync/backups/state-…", ended.out)
        text = text.replace(f"$ {command}\n{shown}", f"$ {command}\n{out}", 1)
    if os.environ.get("GOLDEN") == "write":
        PAGE.write_text(text, encoding="utf-8")
    assert text == page


def test_every_option_and_sign_of_the_page_is_one_of_ours(checkout: Checkout) -> None:
    text = PAGE.read_text(encoding="utf-8")
    helps = "".join(
        checkout.call(*words, "--help").out
        for words in (["plan"], ["apply"], ["show"], ["state", "rebuild"])
    )
    assert {o for o in re.findall(r"(?<!-)--[a-z][a-z-]+", text) if o not in helps} == set()
    assert set(re.findall(r"\(([a-z.]+\.json)\)", text)) <= {p.name for p in PAGE.parent.iterdir()}
