"""What each command prints on a terminal: no line wider than that, no word broken; and elsewhere as it is."""

import re

import pytest

from execsync.localhub import LocalHub
from tests.render.fitting import check_fits
from tests.support.checkout import Checkout

LONG = "departments/engineering/databases/restore.md"
COMMANDS = (
    "rule",
    "rule EX024",
    "rule EX034",
    "rule EX046",
    f"explain {LONG}",
    "explain a.md",
    "validate",
    "validate --statistics",
    "plan",
    "plan --summary",
    "plan --full",
    "folders",
    "skills",
    "unmanaged",
    "refresh",
    "pull --check",
    "pull --check --diff",
    "state list",
    f"state show page:{LONG}",
    "state doubles",
    "state pull --out state.copy",
    "doctor",
    "apply",
    "show nowhere",
    "state rm nothing",
    "state mv a.md",
    "explain nothing",
    "plan --target nothing",
    "nothing",
)


@pytest.fixture
def full(checkout: Checkout, hub: LocalHub) -> Checkout:
    """Pages with long names and values; one edited on the web, one of others, one that is like ours."""
    checkout.configure("[limits]\nper_minute = 0\nper_day = 0\n")
    names = [f"fld_{n:08}" for n in range(9)]
    title = "How to restore the production database from a backup of last night"
    source = "https://docs.example/databases/restoring"
    checkout.page(LONG, title=title, folder_ids=names, sources=[source, "https://x.example/b"])
    checkout.page("a.md", title="A", body="One line.\n\nAnother one.\n")
    assert checkout.call("apply", "--yes").code == 0
    checkout.page("new.md", title="A new page", body="See\n[it](b.md)\n")
    page = hub.pages()[0]
    body = "Somebody says something else on the web, in many more words than were here before."
    hub.web.edit(page.id, content=body, publish=True)
    hub.web.create("A page that no file has, with a title that is rather long", publish=True)
    assert checkout.call("refresh").code == 0
    return checkout


@pytest.mark.parametrize("columns", [80, 39, 20])
def test_each_command_fits_the_terminal(full: Checkout, columns: int) -> None:
    for command in COMMANDS:
        whole, shown = full.call(*command.split()), full.call_on_terminal(columns, *command.split())
        assert shown.code == whole.code, command
        for there, here in ((whole.out, shown.out), (whole.err, shown.err)):
            check_fits(_without_numbers(here), columns, whole=_without_numbers(there))


def _without_numbers(text: str) -> str:
    """The text as any run prints it: two differ by the seconds and the requests in between."""
    return re.sub(r"\d", "0", text)
