"""A batch writes what was decided when the hub was looked at, and nothing that is due a moment later."""

import io
import threading

from execsync.config import load
from execsync.connection import connect
from execsync.core.config_tables import LimitsConfig
from execsync.core.planning.options import PlanOptions
from execsync.core.planning.plan import Change
from execsync.core.resource import Body, Page
from execsync.localhub import LocalHub
from execsync.output.console import Console
from execsync.state.folder import UNOWNED
from execsync.watch.absence import Absences
from execsync.watch.planner import Planner
from execsync.watch.session import HubSession
from execsync.watch.working_set import WorkingSet
from execsync.watch.write_throttle import WriteThrottle
from execsync.watch.writer import Writer
from tests.support.checkout import Checkout
from tests.support.hub import live_pages


class Later(WriteThrottle):
    """One page may be written from the third look at it on, another from the fourth on."""

    def __init__(self) -> None:
        super().__init__()
        self._left = {"a.md": 2, "b.md": 3}

    def is_too_soon(self, change: Change) -> bool:
        self._left[change.address.name] -= 1
        return self._left[change.address.name] >= 0


def test_what_is_due_a_moment_later_waits_for_a_look_of_its_own(
    checkout: Checkout, hub: LocalHub
) -> None:
    hub.web.create("B", "A colleague's.\n", publish=True)
    for number in range(100):  # so many that the first page of a list does not show it
        hub.web.create(f"Newer {number}", "Text.\n")
    hub.advance(3600)
    checkout.page("a.md", title="A")
    assert checkout.call("apply", "--yes").code == 0
    (checkout.state_folder / UNOWNED).unlink()  # no list of what is new shows the colleague's page
    pages = tuple(Page(f"{title.lower()}.md", title, Body.of("New.\n")) for title in "AB")
    config, stop, throttle = load(checkout.folder / "execsync.toml"), threading.Event(), Later()
    planner = Planner(PlanOptions(), throttle, Absences(lambda: "/nowhere"), as_draft=False)

    with HubSession(
        lambda config, _requests: connect(
            config._replace(limits=LimitsConfig()),
            console=Console(io.StringIO(), io.StringIO()),
            stop=stop,
            environment=checkout.environment(),
        ),
        None,
    ) as session:
        writer = Writer(
            config,
            planner,
            session=session,
            throttle=throttle,
            turn=lambda lost: lost,
            wait=stop.wait,
            listen=lambda _event: None,
        )
        writer.write(WorkingSet(pages), confirm=lambda _decision: None)
    assert [page.title for page in live_pages(hub)].count("B") == 1
