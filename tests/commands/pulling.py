"""What the tests of `pull` share: a page that is on the hub, and the two sides' edits of it."""

from typing import Any

from execsync.core.documents.conflict_markers import find_conflict
from execsync.localhub import LocalHub
from tests.support.checkout import Checkout, Ended

BODY = "One.\n\nTwo.\n\nThree.\n\nFour.\n\nFive.\n"
MARIA = BODY.replace("Two.", "Two, by Maria.")


def begun(checkout: Checkout, *, body: str = BODY, path: str = "a.md", **front: Any) -> str:
    """Have one page on the hub, published, and return its id."""
    checkout.page(path, **{"title": "A", "body": body, "status": "published", **front})
    ended = checkout.call("apply", "--yes")
    assert ended.code == 0, ended
    return checkout.state().pages[path].id


def text(checkout: Checkout, path: str = "a.md") -> str:
    return (checkout.content / path).read_text()


def change(checkout: Checkout, old: str, new: str, path: str = "a.md") -> None:
    """Edit a file as a person does."""
    before = text(checkout, path)
    assert old in before
    checkout.write(path, before.replace(old, new))


def pull(checkout: Checkout, *options: str) -> Ended:
    return checkout.call("pull", "--yes", *options)


def is_planned(checkout: Checkout) -> bool:
    """Whether a plan has anything to do."""
    ended = checkout.call("plan", "--detailed-exitcode")
    assert ended.code in (0, 2), ended
    return ended.code == 2


def live(hub: LocalHub) -> str:
    """The published text of the first page, without blanks at its ends."""
    return (hub.pages()[0].live_content or "").strip()


def is_torn(checkout: Checkout, path: str = "a.md") -> bool:
    """Whether a file has conflict markers."""
    return find_conflict(text(checkout, path)) is not None
