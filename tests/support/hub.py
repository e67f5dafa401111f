"""Local hubs as tests want them: no limits, no waiting, any folder id, unless told otherwise."""

from typing import Any

from execsync.localhub import LocalHub, LocalHubSettings
from execsync.localhub.stored import StoredPage


def make_hub(*, port: int = 0, **settings: Any) -> LocalHub:
    """A hub to be started with `with`; `settings` are those of LocalHubSettings."""
    quick: dict[str, Any] = {
        "per_minute": None,
        "per_day": None,
        "extraction_seconds": 0.0,
        "invent_ids": True,
    }
    return LocalHub(LocalHubSettings(**{**quick, **settings}), port=port)


def live_pages(hub: LocalHub) -> list[StoredPage]:
    """The pages that are not archived, oldest first."""
    return [page for page in hub.pages() if page.status != "archived"]


def writes(hub: LocalHub) -> list[tuple[str, str]]:
    """Method and route of every request so far that was to change the hub, in order."""
    return [(e.method, e.route) for e in hub.requests() if e.method != "GET"]
