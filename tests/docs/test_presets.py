"""docs/front-matter.md has a row a preset, with every key that decides about publishing."""

import re

from execsync.core.choices import Preset
from execsync.core.documents.presets import TOOLS
from tests.docs.blocks import ROOT

PAGE = (ROOT / "docs/front-matter.md").read_text("utf-8")


def test_its_table_names_every_key_that_decides() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", PAGE, re.MULTILINE))
    assert rows.keys() == {preset.value for preset in Preset}
    for preset, tool in TOOLS.items():
        named = {key.lower() for key in re.findall(r"`(\w+)`", rows[preset])}
        wanted = tool.says | ({"date"} if tool.has_date else set())
        assert named - {"_drafts", "_posts"} == wanted
