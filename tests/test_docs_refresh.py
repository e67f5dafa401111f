"""docs/refresh.md: its first command prints what it shows, its job is whole, and its options are ours."""

import re
from pathlib import Path

import yaml

from execsync.localhub import LocalHub
from tests.support.checkout import Checkout
from tests.support.hub import live_pages
from tests.test_docs_plans import commands

TEXT = (Path(__file__).parent.parent / "docs" / "refresh.md").read_text(encoding="utf-8")
TIME = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z")
GUIDE = "# Guide\n\n## Refund window\n\n{days} days.\n"


def test_what_differs_is_shown_as_on_the_page(checkout: Checkout, hub: LocalHub) -> None:
    checkout.configure("")
    checkout.page("a-guide.md", title="Guide", body=GUIDE.format(days=30), status="published")
    checkout.page("old.md", title="Old", status="published")
    assert checkout.call("apply", "--yes").code == 0
    hub.advance(3600)
    pages = {page.title: page.id for page in live_pages(hub)}
    theirs = GUIDE.format(days=45)
    hub.web.edit(pages["Guide"], title="Our guide", content=theirs, publish=True)
    hub.web.archive(pages["Old"])
    command, shown = commands(TEXT)[0]
    ended = checkout.call(*command.split()[1:])
    assert TIME.sub("…", ended.out) == TIME.sub("…", shown)
    checkout.page("a-guide.md", title="Guide", body=GUIDE.format(days=14), status="published")
    command, shown = commands(TEXT)[1]
    first, *_ = checkout.call(*command.split()[1:]).out.splitlines()
    assert TIME.sub("…", first) == TIME.sub("…", shown.splitlines()[0])


def test_the_job_ends_as_the_command_does() -> None:
    (job,) = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)
    (steps,) = (one["steps"] for one in yaml.safe_load(job)["jobs"].values())
    assert "plan --refresh-only --detailed-exitcode" in steps[-1]["run"]


def test_every_option_of_the_page_is_one_of_ours(checkout: Checkout) -> None:
    helps = "".join(checkout.call(name, "--help").out for name in ("plan", "refresh"))
    assert {o for o in re.findall(r"(?<!-)--[a-z][a-z-]+", TEXT) if o not in helps} == set()
