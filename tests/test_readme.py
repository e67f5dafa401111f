"""README.md: the plan that it shows is what the program prints for such an edit."""

import re
from pathlib import Path

from tests.support.checkout import Checkout

README = Path(__file__).parent.parent / "README.md"
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


def test_the_plan_is_what_is_printed(checkout: Checkout) -> None:
    checkout.write("refunds.md", TERMS.format(days=30))
    checkout.page("welcome.md", title="Start", body="Begin here.\n")
    assert checkout.call("apply", "--yes").code == 0
    checkout.write("refunds.md", TERMS.format(days=45))
    checkout.rename("welcome.md", "start.md")
    shown = re.search(
        r"```text\n\$ execsync plan\n(.*?)```", README.read_text(encoding="utf-8"), re.S
    )
    out = re.sub(r" \(about .* left today\)", "", checkout.call("plan").out)
    assert shown is not None
    assert shown[1] == out
