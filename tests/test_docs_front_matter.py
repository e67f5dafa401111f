"""docs/front-matter.md: its settings load, its command prints what it shows, and its table is whole."""

import re
from pathlib import Path

from execsync.config import load
from execsync.core.choices import Preset
from execsync.core.documents.presets import TOOLS
from tests.support.checkout import Checkout

PAGE = (Path(__file__).parent.parent / "docs" / "front-matter.md").read_text(encoding="utf-8")
TOML = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)


def test_the_command_prints_what_the_page_shows(checkout: Checkout) -> None:
    checkout.configure(TOML[0])
    checkout.page("policies/refunds.md", title="Refunds", body="30 days from the invoice date.\n")
    shown = re.search(r"```console\n\$ execsync (.*?)\n(.*?)```", PAGE, re.DOTALL)
    assert shown is not None
    ended = checkout.call(*shown[1].split())
    assert (ended.code, ended.out) == (0, shown[2])


def test_its_settings_are_those_that_execsync_takes(checkout: Checkout) -> None:
    for text in TOML:
        checkout.configure(text)
        load(checkout.folder / "execsync.toml")


def test_its_table_names_every_key_that_decides() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", PAGE, re.MULTILINE))
    assert rows.keys() == {preset.value for preset in Preset}
    for preset, tool in TOOLS.items():
        named = {key.lower() for key in re.findall(r"`(\w+)`", rows[preset])}
        wanted = tool.says | ({"date"} if tool.has_date else set())
        assert named - {"_drafts", "_posts"} == wanted
