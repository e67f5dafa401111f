import io
import os
import stat
import sys
from pathlib import Path

import pytest

from execsync.commands.rule import rule
from execsync.commands.schema import schema
from execsync.errors import UsageError
from execsync.output.console import Console
from tests.commands.hub import run_validate, write_hub


def test_what_can_be_mended_is_and_the_rest_is_reported(tmp_path: Path) -> None:
    write_hub(
        tmp_path,
        {
            "a.md": "---\ntitle: A  # kept\nstauts: Published\n---\r\n\r\nText.\n",
            "b.md": "# Heading\n",
            "c.md": "---\ntitle: C\nstatus: live\n---\n\nText.\n",
        },
    )
    result = run_validate(tmp_path, fix=True)
    assert result.code == 1
    assert result.err.splitlines() == [
        "docs/a.md: `stauts` is now `status`; `Published` is now `published`; line ends made alike",
        "docs/b.md: title taken from the first heading",
    ]
    assert result.out.endswith("1 error in 3 files.\n")
    docs = tmp_path / "docs"
    assert (docs / "a.md").read_bytes() == (
        b"---\ntitle: A  # kept\nstatus: published\n---\n\nText.\n"
    )
    assert (docs / "b.md").read_bytes() == b'---\ntitle: "Heading"\n---\n\n# Heading\n'
    assert sorted(path.name for path in docs.iterdir()) == ["a.md", "b.md", "c.md"]
    again = run_validate(tmp_path, fix=True)
    assert (again.out, again.err) == (result.out, "")


def test_only_given_paths_are_mended(tmp_path: Path) -> None:
    write_hub(tmp_path, {"a.md": "# A\n", "b.md": "# B\n"})
    assert run_validate(tmp_path, ["docs/a.md"], fix=True).code == 0
    assert (tmp_path / "docs" / "b.md").read_text() == "# B\n"


def test_line_ends_are_left_alone_where_their_rule_is_off(tmp_path: Path) -> None:
    page = "---\ntitle: A\n---\n\nText.\r\n"
    toml = '[content]\nroot = "docs"\n[rules.severity]\nEX005 = "off"\n'
    write_hub(tmp_path, {"a.md": page}, toml=toml)
    run_validate(tmp_path, fix=True)
    assert (tmp_path / "docs" / "a.md").read_bytes() == page.encode()


@pytest.mark.skipif(sys.platform == "win32", reason="modes and links are different there")
def test_modes_and_links_of_mended_files_are_kept(tmp_path: Path) -> None:
    write_hub(tmp_path, {"real/a.md": "# A\n"})
    real, link = tmp_path / "docs" / "real" / "a.md", tmp_path / "docs" / "b.md"
    real.chmod(0o664)
    link.symlink_to("real/a.md")
    run_validate(tmp_path, ["docs/b.md"], fix=True)
    assert link.is_symlink()
    assert real.read_text().startswith('---\ntitle: "A"')
    assert stat.S_IMODE(real.stat().st_mode) == 0o664


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root writes everywhere")
def test_a_file_that_cannot_be_written_is_named_and_kept(tmp_path: Path) -> None:
    write_hub(tmp_path, {"a.md": "# A\n"})
    (tmp_path / "docs").chmod(0o555)
    result = run_validate(tmp_path, fix=True)
    (tmp_path / "docs").chmod(0o755)
    assert result.code == 1
    assert "cannot be written" in result.err


def printed(console: Console) -> str:
    assert isinstance(console.out, io.StringIO)
    return console.out.getvalue()


@pytest.fixture
def console() -> Console:
    return Console(io.StringIO(), io.StringIO(), "never")


@pytest.mark.parametrize("name", ["EX024", "ex024", "unknown-status"])
def test_a_rule_is_explained_by_code_or_name(console: Console, name: str) -> None:
    assert rule(name, console=console) == 0
    assert printed(console).startswith("## EX024 unknown-status\n\nSeverity: error, always.\n")


def test_rules_are_listed(console: Console) -> None:
    assert rule(None, console=console) == 0
    assert "EX050  warning  link-to-no-page\n" in printed(console)


def test_an_unknown_rule_is_wrong_usage(console: Console) -> None:
    with pytest.raises(UsageError):
        rule("EX999", console=console)


def test_schemas_are_printed(console: Console, tmp_path: Path) -> None:
    toml = tmp_path / "execsync.toml"
    toml.write_text('[content]\ntitle_from = ["front-matter", "heading"]\n')
    assert schema("front-matter", config=toml, console=console) == 0
    assert '"required": []' in printed(console)
    assert schema("config", config=None, console=console) == 0
    assert '"title": "execsync.toml"' in printed(console)
