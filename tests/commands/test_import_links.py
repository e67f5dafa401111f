"""An import beside links in the content root: a file that a walk finds twice would be two pages."""

import pytest

from execsync.localhub import LocalHub
from tests.commands.conftest import NO_LIMITS
from tests.support.checkout import Checkout
from tests.support.hub import writes


@pytest.fixture
def checkout(checkout: Checkout, hub: LocalHub) -> Checkout:
    checkout.configure(NO_LIMITS)
    checkout.content.mkdir(exist_ok=True)
    (checkout.content / "sales").mkdir()
    (checkout.content / "link").symlink_to("sales")
    hub.web.create("FAQ", "Text.", publish=True, folder_ids=[hub.catalogue.add_folder("Sales")])
    hub.web.create("Alone", "Text.", publish=True)
    return checkout


@pytest.mark.parametrize("into", ["content/link", "content/sales", "content/link/deep"])
def test_into_a_folder_that_has_two_names_is_wrong_usage(
    hub: LocalHub, checkout: Checkout, into: str
) -> None:
    done = checkout.call("import", "--all", "--yes", "--into", into)
    assert done.code == 64, done
    assert "by a link" in done.err
    assert [*checkout.content.rglob("*.md")] == []


@pytest.mark.parametrize("is_there", [True, False])
def test_a_page_that_would_have_two_paths_is_left_out(
    hub: LocalHub, checkout: Checkout, is_there: bool
) -> None:
    if not is_there:
        (checkout.content / "sales").rmdir()
    done = checkout.call("import", "--all", "--yes")
    assert done.code == 1, done
    assert "sales/faq.md would be link/faq.md, too, by a link" in done.out
    assert [*checkout.state().pages] == ["alone.md"]
    assert checkout.call("plan", "--detailed-exitcode").code == 0
    assert writes(hub) == []


@pytest.mark.parametrize("how", ["left out", "leads up"])
def test_a_link_that_no_walk_follows_is_in_nobodys_way(
    hub: LocalHub, checkout: Checkout, how: str
) -> None:
    if how == "left out":
        checkout.configure(f'{NO_LIMITS}[content]\nexclude = ["link/"]\n')
    else:
        (checkout.content / "link").unlink()
        (checkout.content / "sales" / "again").symlink_to("../sales")
    done = checkout.call("import", "--all", "--yes")
    assert done.code == 0, done
    assert [*checkout.state().pages] == ["alone.md", "sales/faq.md"]
    assert checkout.call("plan", "--detailed-exitcode").code == 0
