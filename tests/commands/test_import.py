"""A hub that is there already becomes files, and nothing of it changes by that."""

import pytest

from execsync.localhub import LocalHub
from tests.commands.import_hub import fill, shown
from tests.support.checkout import Checkout
from tests.support.hub import live_pages, writes

NUMBER = 300
NO_PACE = "[limits]\nper_minute = 0\n"
ASKED = "/knowledge-hub/pages/{id}"


@pytest.fixture
def checkout(checkout: Checkout) -> Checkout:
    checkout.configure(NO_PACE)
    return checkout


def nothing_to_do(checkout: Checkout) -> None:
    plan = checkout.call("plan", "--detailed-exitcode")
    assert (plan.code, plan.out.splitlines()[-1][:10]) == (0, "No changes"), plan


def test_a_hub_becomes_files_and_back_again_without_a_write(
    checkout: Checkout, hub: LocalHub
) -> None:
    fill(hub, NUMBER)
    before = shown(hub)
    done = checkout.call("import", "--all", "--yes")
    assert (done.code, done.err) == (0, ""), done
    assert f"Import: {NUMBER} pages without a file." in done.out
    assert f"{NUMBER} files written" in done.out
    ids = {page.path: page.id for page in checkout.state().pages.values()}
    assert sorted(ids.values()) == sorted(page.id for page in live_pages(hub))
    nothing_to_do(checkout)
    checkout.state_file.unlink()
    rebuilt = checkout.call("state", "rebuild", "--yes")
    assert rebuilt.code == 0, rebuilt
    nothing_to_do(checkout)
    assert {page.path: page.id for page in checkout.state().pages.values()} == ids
    applied = checkout.call("apply", "--yes")
    assert (applied.code, applied.out.splitlines()[-1][:10]) == (0, "No changes"), applied
    assert writes(hub) == []
    assert shown(hub) == before
