"""`execsync init --from`: small trees of other tools, and folders of nobody's, taken as they are."""

import json
import os
import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest

from execsync.config import Config, load
from execsync.content import reader
from execsync.core.choices import Preset, Status
from execsync.localhub import LocalHub
from execsync.render.cells import cells
from tests.commands.hub import run_validate
from tests.support.checkout import Checkout
from tests.support.hub import live_pages

TREES = Path(__file__).parent.parent / "cases" / "trees"


@pytest.fixture
def empty(checkout: Checkout) -> Checkout:
    """A checkout with nothing in it."""
    (checkout.folder / "execsync.toml").unlink()
    checkout.content.rmdir()
    return checkout


@pytest.fixture(params=list(Preset))
def tree(request: pytest.FixtureRequest, empty: Checkout) -> Checkout:
    """A tree of a tool as it was before execsync."""
    shutil.copytree(TREES / request.param, empty.folder, dirs_exist_ok=True)
    (empty.folder / "execsync.toml").unlink()
    return empty


@pytest.fixture
def expected(tree: Checkout) -> dict[str, Any]:
    return tomllib.loads((tree.folder / "expected.toml").read_text(encoding="utf-8"))


def init(checkout: Checkout, *arguments: str) -> str:
    made = checkout.call("init", *arguments)
    assert made.code == 0, made
    return made.out


def write(checkout: Checkout, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = checkout.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def config(checkout: Checkout) -> Config:
    return load(checkout.folder / "execsync.toml")


def test_the_config_fits_the_tree(tree: Checkout, expected: dict[str, Any]) -> None:
    init(tree, "--from", ".")
    read, wanted = config(tree), expected["init"]
    assert read.content.root == wanted["root"]
    assert [str(one) for one in read.rules.title_from] == wanted["title_from"]
    assert read.rules.strip_title_heading is wanted["strip_title_heading"]
    assert read.rules.front_matter.preset in list(Preset)
    assert read.rules.defaults.status is Status.DRAFT


def test_what_is_left_to_say_needs_a_person(tree: Checkout, expected: dict[str, Any]) -> None:
    init(tree, "--from", ".")
    found = json.loads(run_validate(tree.folder, format="json").out)["diagnostics"]
    assert {one["code"] for one in found} == set(expected["init"]["needs_a_person"])
    assert "error" not in {one["severity"] for one in found}


def test_the_plan_makes_each_page_with_its_title(tree: Checkout, expected: dict[str, Any]) -> None:
    told = init(tree, "--from", ".")
    planned = json.loads(tree.call("plan", "--format", "json").out)
    changes = planned["resource_changes"]
    assert {one["change"]["actions"][0] for one in changes} == {"create"}
    assert {one["path"]: one["change"]["after"]["title"] for one in changes} == (
        expected["init"]["titles"]
    )
    assert told.startswith(f"{len(changes)} pages in ")
    assert f"first apply   {planned['cost']['requests']} requests, " in told


def test_no_draft_goes_live(tree: Checkout, expected: dict[str, Any], hub: LocalHub) -> None:
    init(tree, "--from", ".")
    assert tree.call("apply", "--yes").code == 0
    wanted = expected["init"]
    live = {page.draft_title for page in live_pages(hub) if page.status == "published"}
    assert live == {wanted["titles"][path] for path in wanted["live"]}
    assert not set(wanted["live"]) & set(expected["drafts"])


@pytest.mark.parametrize("name", [tool for tool in Preset if tool not in ("jekyll", "obsidian")])
def test_a_tool_is_recognised_from_its_folder_of_pages(empty: Checkout, name: str) -> None:
    shutil.copytree(TREES / name, empty.folder, dirs_exist_ok=True)
    wanted = load(empty.folder / "execsync.toml").content.root
    (empty.folder / "execsync.toml").unlink()
    init(empty, "--from", wanted)
    assert config(empty).content.root == wanted
    assert config(empty).rules.front_matter.preset == name


def test_docusaurus_may_lie_beside_its_pages(empty: Checkout) -> None:
    write(empty, {"website/docusaurus.config.ts": "", "docs/a.md": "---\nid: a\n---\n# A\n"})
    init(empty)
    assert config(empty).content.root == "docs"
    assert config(empty).rules.front_matter.preset is Preset.DOCUSAURUS
    assert run_validate(empty.folder, strict=True).code == 0


def test_mkdocs_may_have_its_pages_elsewhere(empty: Checkout) -> None:
    write(empty, {"mkdocs.yml": "docs_dir: 'hand book'\n", "hand book/a.md": "# A\n"})
    init(empty)
    assert config(empty).content.root == "hand book"


@pytest.mark.parametrize("place", ["..", "/", "none", "../../etc"])
def test_no_setting_of_a_tool_leads_out_of_the_folder(empty: Checkout, place: str) -> None:
    write(empty, {"mkdocs.yml": f"docs_dir: {place}\n", "a.md": "# A\n"})
    init(empty)
    assert config(empty).content.root == "."


def test_the_report_says_all_that_is_there(empty: Checkout) -> None:
    write(
        empty,
        {
            "README.md": "# The repository\n",
            "handbook/a.md": "---\ntitle: Same\nowner: me\nstatus: published\n---\n"
            "[b](b.md), [no](no.md), ![local](x.png) and {{< note >}}\n",
            "handbook/b.md": "---\ntitle: Same\ndraft: true\n---\n# Same\n\n[b](/handbook/c)\n",
            "handbook/c.md": "# By heading\n\n> [!NOTE]\n> Text\n",
            "handbook/by-name.mdx": "Text.\n",
            "handbook/broken.md": "---\ntitle: [\n---\n",
        },
    )
    told = init(empty, "--from", ".")
    assert told.splitlines()[:13] == [
        "5 pages in handbook/",
        "  titles        2 in front matter, 1 in a first heading, 1 in the file's name",
        "  twice         Same 2 times",
        "  drafts        1 by `draft`",
        "  live          1 page: by what the front matter says itself",
        "  links         2 between pages, and 1 broken",
        "  images        1 local, and 1 of them not there; the hub takes no uploads",
        "  foreign       shortcode in 1 page (EX100), callout in 1 page (EX102)",
        "  other keys    owner, draft",
        "  sizes         216 bytes in all, 105 bytes the largest (a.md)",
        "  left out      1 Markdown file outside of handbook/",
        "  errors        in 1 file: `execsync validate` shows them",
        "  first apply   7 requests, within a minute",
    ]
    text = (empty.folder / "execsync.toml").read_text(encoding="utf-8")
    assert text.splitlines()[2:] == [
        "[content]",
        'root = "handbook"  # where the Markdown is',
        'include = ["**/*.md", "**/*.mdx"]  # 1 file ends in .mdx, which would be no pages',
        'title_from = ["front-matter", "heading", "file-name"]  # titles: 2 in front matter, '
        "1 in a first heading, 1 in the file's name",
        "strip_title_heading = true  # 2 pages begin with the title, which would be shown twice",
        'ignore_keys = ["owner", "draft"]  # they mean nothing to the hub',
        "",
        "[defaults]",
        'status = "draft"  # nothing goes live that was not looked at; '
        "1 page says in front matter: published",
        'visibility = "workspace"  # can only be set when a page is made',
        "",
        "[links]",
        'site_roots = {"/handbook/" = "."}  # 1 link to a page begins so',
        "# page_url: 2 links lead to pages, whose addresses the API does not tell: "
        "execsync init --page-link ADDRESS",
        "",
        "[assets]",
        "# base_url: 1 image is a local file: put them on the web, and say where, "
        "with {path} in the address",
    ]
    assert config(empty).rules.links.site_roots == (("/handbook/", ""),)


def test_links_in_a_circle_are_told_to_cost_more(empty: Checkout) -> None:
    write(empty, {"a.md": "# A\n\n[b](b.md)\n", "b.md": "# B\n\n[a](a.md)\n"})
    told = init(empty).splitlines()
    plain = requests(empty)
    toml = empty.folder / "execsync.toml"
    line = 'page_url = "https://hub.example/{id}"'
    toml.write_text(toml.read_text().replace("[links]\n", f"[links]\n{line}\n"))
    more = requests(empty) - plain
    assert more > 0
    wanted = f"  first apply   {plain} requests, within a minute; {more} more for link circles"
    assert wanted in told


def requests(checkout: Checkout) -> int:
    """How many the plan says that an apply takes."""
    planned = json.loads(checkout.call("plan", "--format", "json").out)
    return int(planned["cost"]["requests"])


def test_many_keys_are_quieted_together(empty: Checkout) -> None:
    keys = "".join(f"key{number}: 1\n" for number in range(20))
    write(empty, {"a.md": f"---\ntitle: A\n{keys}---\nText.\n"})
    init(empty)
    assert config(empty).rules.severity == {"EX022": "off"}
    assert run_validate(empty.folder, strict=True).code == 0


def test_a_day_is_not_enough_for_many_pages(empty: Checkout) -> None:
    write(empty, {f"p/{number}.md": f"# Page {number}\n" for number in range(1200)})
    told = init(empty, "--from", ".").splitlines()
    assert "2 days at 1,000 a day" in next(line for line in told if "first apply" in line)


HOSTILE = 'x\x1b[31m"\u202e\\ \'""" # [[state]]'


def test_hostile_names_steer_neither_terminal_nor_config(empty: Checkout) -> None:
    key = json.dumps(HOSTILE)
    write(
        empty,
        {
            f'in "{HOSTILE}"/a.md': f"---\ntitle: {key}\n{key}: 1\n---\n[x](/{'y' * 500}/b)\n",
            f'in "{HOSTILE}"/b.md': f"---\ntitle: {key}\n{key}: 1\n---\nText.\n",
        },
    )
    told = init(empty, "--from", ".")
    assert config(empty).content.root == f'in "{HOSTILE}"'
    assert config(empty).rules.severity == {"EX022": "off"}
    text = (empty.folder / "execsync.toml").read_text(encoding="utf-8")
    assert "\x1b" not in told + text
    assert "\u202e" not in told
    assert {*tomllib.loads(text)} == {"content", "defaults", "links", "rules"}


def test_a_folder_that_no_text_can_name_is_refused(empty: Checkout) -> None:
    folder = os.fsencode(empty.folder) + b"/x\xff"
    os.mkdir(folder)
    with open(folder + b"/a.md", "wb") as page:
        page.write(b"# A\n")
    ended = empty.call("init")
    assert (ended.code, "its name is not UTF-8" in ended.err) == (64, True)
    assert not (empty.folder / "execsync.toml").exists()


def test_the_report_fits_on_a_screen(empty: Checkout) -> None:
    write(
        empty,
        {
            f"{'宽' * 30}/{number}.md": f"---\ntitle: {'宽' * 200}\n{'k' * 300}{number}: 1\n"
            "draft: true\n---\n"
            "{{< a >}} {% b %} {{ c }}\n\n!!! note\n    Text\n\n:::tip\n"
            for number in range(30)
        },
    )
    report = init(empty, "--from", ".").splitlines()
    assert max(map(cells, report)) <= 80
    assert len(report) < 24


def test_an_execsync_toml_is_never_overwritten(checkout: Checkout) -> None:
    checkout.page("a.md", title="A")
    before = (checkout.folder / "execsync.toml").read_bytes()
    ended = checkout.call("init", "--from", "content")
    assert (ended.code, ended.out) == (64, "")
    assert "is never overwritten" in ended.err
    assert (checkout.folder / "execsync.toml").read_bytes() == before
    assert not checkout.state_folder.exists()


def test_a_folder_outside_is_refused_with_the_command_that_works(
    empty: Checkout, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "a.md").write_text("# A\n")
    ended = empty.call("init", "--from", str(elsewhere))
    assert ended.code == 64
    assert f"execsync init {elsewhere} writes it there" in ended.err
    init(empty, str(elsewhere))
    assert load(elsewhere / "execsync.toml").content.root == "."


def test_a_link_that_leads_out_is_not_followed(empty: Checkout, tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "a.md").write_text("# A\n")
    (empty.folder / "docs").symlink_to(tmp_path / "theirs")
    ended = empty.call("init", "--from", "docs")
    assert (ended.code, "leads outside of the repository" in ended.err) == (1, True)
    assert not (empty.folder / "execsync.toml").exists()


def test_a_folder_without_markdown_says_what_would_take_its_files(empty: Checkout) -> None:
    write(empty, {"docs/a.rst": "A\n", "docs/b.txt": "B\n"})
    ended = empty.call("init", "--from", "docs")
    assert ended.code == 64
    assert "has no Markdown in it" in ended.err
    assert 'include = ["**/*.md", "**/*.rst", "**/*.txt"]' in ended.err


def test_plain_init_does_the_same_where_there_is_markdown(empty: Checkout) -> None:
    write(empty, {"guide/a.md": "# A\n", "README.md": "# The repository\n"})
    told = init(empty)
    assert told.startswith("1 page in guide/\n")
    assert not (empty.folder / "content").exists()
    assert config(empty).content.root == "guide"


@pytest.mark.parametrize("files", [{}, {"README.md": "# A tool\n", "LICENSE.md": "Yours\n"}])
def test_plain_init_begins_anew_where_there_is_none(empty: Checkout, files: dict[str, str]) -> None:
    write(empty, files)
    assert init(empty).splitlines()[-1] == "wrote content/welcome.md"


def test_files_about_the_repository_and_packages_are_no_pages(empty: Checkout) -> None:
    write(
        empty,
        {
            "a.md": "# A\n",
            "CHANGELOG.md": "# Changes\n",
            "README.md": "# All\n",
            "node_modules/x/readme.md": "# X\n",
        },
    )
    assert init(empty).startswith("1 page in this folder\n")
    assert config(empty).content.exclude == ("node_modules/", "/CHANGELOG.md")
    assert [page.path for page in reader.load(config(empty)).pages] == ["a.md"]
