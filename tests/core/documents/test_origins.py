"""Where the values of a page come from."""

from typing import Any

from execsync.core.choices import Preset, TitleFrom
from execsync.core.documents.document import parse
from execsync.core.documents.origins import Origin, explain_fields
from execsync.core.documents.position import Position
from execsync.core.documents.translation import translate
from execsync.core.resource import Body, Page
from execsync.core.settings import Defaults, FrontMatterSettings, Override, RuleSettings
from tests.support.now import NOW

RULES = RuleSettings(
    title_from=(TitleFrom.FRONT_MATTER, TitleFrom.HEADING, TitleFrom.FILE_NAME),
    defaults=Defaults(folders=("Sales",), skill_ids=("s1",)),
    overrides=(Override(("*.md",), adds=Defaults(folders=("Legal",))),),
)


def origins(text: str, settings: RuleSettings = RULES, **fields: Any) -> dict[str, Any]:
    """What gives each field of a page, by its name."""
    document, _ = parse("a.md", text.encode())
    assert document
    page = Page("a.md", "A", Body.of("Text."), **fields)
    explained = explain_fields(translate(document, settings, NOW), page, settings)
    return {one.name: one.origins for one in explained}


def test_a_value_has_the_place_of_its_key() -> None:
    found = origins("---\nstatus: draft\ntitle: A\n---\nText.")
    assert found["title"] == (Origin("front matter", Position(3, 1)),)
    assert found["status"] == (Origin("front matter", Position(2, 1)),)
    assert found["visibility"] == (Origin("default"),)
    assert "moved_from" not in found


def test_a_title_may_come_from_elsewhere() -> None:
    assert origins("\n# A\n\nText.")["title"] == (Origin("heading", Position(2, 1)),)
    assert origins("Text.")["title"] == (Origin("file name"),)


def test_defaults_have_their_tables_unless_the_file_gives_the_list_in_either_way() -> None:
    tables = (
        Origin("[defaults]", setting=("defaults", "folders")),
        Origin("[[overrides]]", setting=("overrides", 0, "extend_folders")),
    )
    found = origins("Text.", folders=("Sales", "Legal"))
    assert (found["folders"], found["folder_ids"]) == (tables, tables)
    assert found["skill_ids"] == (Origin("[defaults]", setting=("defaults", "skill_ids")),)
    found = origins("---\nfolders: [Sales]\n---", folders=("Sales",))
    assert found["folder_ids"] == (Origin("front matter", Position(2, 1)),)
    found = origins("---\nfolder_ids: [f1]\n---", folder_ids=("f1",))
    assert "folders" not in found
    assert found["folder_ids"] == (Origin("front matter", Position(2, 1)),)


def test_a_key_of_another_tool_is_named_with_what_reads_it() -> None:
    hugo = RuleSettings(front_matter=FrontMatterSettings(preset=Preset.HUGO))
    (status,) = origins("---\ndraft: true\n---", hugo)["status"]
    assert status.what.startswith("front matter, ")
    assert status.position == Position(2, 1)
