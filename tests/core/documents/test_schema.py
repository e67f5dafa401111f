import json
import re
import tomllib
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest

from execsync import config
from execsync.core.choices import Status, TitleFrom
from execsync.core.documents.document import parse
from execsync.core.documents.fields import FIELDS, SOURCE_FIELDS
from execsync.core.documents.schema import config_schema, front_matter_schema
from execsync.core.front_matter_map import FieldSource
from execsync.core.rules import check
from execsync.core.settings import ContentRules, Defaults, FrontMatterSettings, RuleSettings
from execsync.errors import ConfigError

DOCS = Path(__file__).parents[3] / "docs" / "editors.md"


def accepts(schema: dict[str, Any], value: object) -> bool:
    validator = jsonschema.Draft7Validator(schema)
    validator.check_schema(schema)
    return bool(validator.is_valid(value))


def test_the_schema_of_front_matter_knows_every_field() -> None:
    schema = front_matter_schema(RuleSettings())
    assert schema["properties"].keys() == FIELDS.keys()
    table = schema["properties"]["sources"]["items"]["anyOf"][1]
    assert table["properties"].keys() == SOURCE_FIELDS.keys()


def test_the_limit_of_a_day_is_called_advice_and_the_bound_of_a_run_is_named() -> None:
    limits = config_schema()["properties"]["limits"]["properties"]
    assert "advice" in limits["per_day"]["description"]
    assert "--max-requests" in limits["per_day"]["description"]


@pytest.mark.parametrize(
    "front",
    [
        "title: A",
        "status: draft",
        "title: A\nstatus: published\nvisibility: private\nprotect: true",
        "title: A\nstatus: archived",
        "title: A\nvisibility: global",
        "title: ''",
        "title: 1",
        "title: A\nfolder_ids: [a, b]\nskill_ids: []",
        "title: A\nfolder_ids: a",
        "title: A\nfolder_ids: ['']",
        "title: A\nfolders: [a]",
        "title: A\nmoved_from: a.md",
        "title: A\nmoved_from: [a.md, b.md]",
        "title: A\nprotect: 'yes'",
        "title: A\nsources: [https://a.example, {url: 'http://b.example/x?y#z', title: B}]",
        "title: A\nsources: [HTTPS://a.example:8080]",
        "title: A\nsources: ['https://ü.example/a b|{c}']",
        "title: A\nsources: ['https://a b.example/']",
        "title: A\nsources: [a.example]",
        "title: A\nsources: [https://me:pw@a.example]",
        "title: A\nsources: [{title: A}]",
        "title: A\nsources: [{url: https://a.example, folder_ids: 1}]",
        "title: A\nowner: me",
        "+++\ntitle = 'A'\nsources = ['https://a.example']",
    ],
)
def test_schema_and_rules_agree(front: str) -> None:
    fence = "" if front.startswith("+++") else "---\n"
    text = f"{fence}{front}\n{fence.strip() or '+++'}\nText.\n"
    document, _ = parse("page.md", text.encode())
    assert document is not None
    errors = [f for f in check(document, RuleSettings()) if f.severity == "error"]
    assert accepts(front_matter_schema(RuleSettings()), dict(document.front)) == (not errors)


def test_the_title_is_not_required_where_headings_give_it() -> None:
    schema = front_matter_schema(
        RuleSettings(title_from=(TitleFrom.FRONT_MATTER, TitleFrom.HEADING))
    )
    assert accepts(schema, {})


def test_a_title_that_another_key_gives_is_not_asked_for() -> None:
    by_name = FrontMatterSettings(map={"title": FieldSource("name")})
    assert accepts(front_matter_schema(RuleSettings(front_matter=by_name)), {"name": "A"})
    assert not accepts(front_matter_schema(RuleSettings()), {"name": "A"})


def test_defaults_of_the_configuration_are_those_of_the_schema() -> None:
    defaults = Defaults(status=Status.PUBLISHED)
    schema = front_matter_schema(RuleSettings(defaults=defaults))
    assert schema["properties"]["status"]["default"] == "published"


def test_defaults_of_the_schema_are_those_of_the_configuration() -> None:
    tables = config_schema()["properties"]
    built = config.Config("execsync.toml")
    for name in ("content", "apply", "limits", "watch", "state"):
        for key, schema in tables[name]["properties"].items():
            if "default" in schema:
                table = built.rules if key in ContentRules._fields else getattr(built, name)
                assert schema["default"] == getattr(table, key)


CONFIGS = [
    "",
    "[content]\nroot = 'docs'\ninclude = ['a']\nexclude = []\ntitle_from = ['front-matter', 'heading']",
    "[content]\nroot = ''",
    "[content]\ninclude = 'a'",
    "[content]\ntitle_from = 'file'",
    "[content]\ntitle_from = 'file-name'\nstrip_title_heading = true",
    "[content]\ntitle_from = []",
    "[content]\ntitle_from = ['heading', 'heading']",
    "[content]\nstrip_title_heading = 'yes'",
    "[content]\nnotice = 'In Git: {path}'",
    "[content]\nnotice = {first = 'In Git'}",
    "[content]\nnotice = {first = 'In Git', last = 'In Git'}",
    "[content]\nnotice = {middle = 'In Git'}",
    "[content]\nnotice = ' '",
    "[content]\nnotice = {}",
    "[content]\nnotice = ['In Git']",
    "[transform]\nstrip_comments = true",
    "[transform]\nstrip_comments = 1",
    "[transform]\nstrip_html = true",
    "[assets]\nbase_url = 'https://a.example/{digest}/{path}?v=1'",
    "[assets]\nbase_url = 'https://a.example/files/'",
    "[assets]\nbase_url = '/files/{path}'",
    "[assets]\nbase_url = 'https://a.example/{name}/{path}'",
    "[assets]\nbase_url = 'https://a.example/a b/{path}'",
    "[assets]\nbase_url = 'https://a.example/({path})'",
    "[defaults]\nstatus = 'draft'\nvisibility = 'workspace'\nfolder_ids = ['a']\nskill_ids = []",
    "[defaults]\nvisibility = 'global'",
    "[defaults]\nsources = ['https://a.example', {url = 'https://b.example/', title = 'B'}]",
    "[defaults]\nsources = ['a.example']",
    "[defaults]\nsources = [{title = 'B'}]",
    "[defaults]\nsources = [{url = 'https://b.example/', lang = 'en'}]",
    "[defaults]\nprotect = 'yes'",
    "[content]\nignore_keys = ['owner']",
    "[content]\nignore_keys = 'owner'",
    "[front_matter]\npreset = 'hugo'",
    "[front_matter]\npreset = 'word'",
    "[front_matter.map]\ntitle = 'name'\nstatus = {from = 'draft', true = 'draft', false = 'published'}",
    "[front_matter.map]\nprotect = {from = 'locked', yes = true}\nvisibility = {from = 'seen'}",
    "[front_matter.map]\nstatus = {from = 'draft', true = 'hidden'}",
    "[front_matter.map]\nprotect = {from = 'locked', yes = 'true'}",
    "[front_matter.map]\nstatus = {true = 'draft'}",
    "[front_matter.map]\nstatus = ''",
    "[front_matter.map]\nstatus = {from = ''}",
    "[front_matter.map]\nstatus = ['draft']",
    "[front_matter.map]\nid = 'uid'",
    "[front_matter]\nmap = 'draft'",
    "[[overrides]]\npaths = ['a/']\nstatus = 'draft'\nextend_folder_ids = ['a']",
    "[[overrides]]\npaths = ['a/']\nextend_sources = ['https://a.example/']",
    "[[overrides]]\npaths = ['a/']\nextend_protect = true",
    "[[overrides]]\npaths = []",
    "[[overrides]]\nstatus = 'draft'",
    "[overrides]\npaths = ['a/']",
    "[apply]\nparallelism = 1\nprune = true\nsource_timeout = 1.5\non_drift = 'overwrite'",
    "[apply]\nparallelism = 0",
    "[apply]\nparallelism = 65",
    "[apply]\nparallelism = 1.5",
    "[apply]\nsource_timeout = -1",
    "[apply]\nsource_timeout = 1000000",
    "[apply]\nprune = 'yes'",
    "[limits]\nper_minute = 0\nper_day = 5\nreserve = 1",
    "[limits]\nper_minute = -1",
    "[watch]\nquiet = 1\nmin_interval = 0.5\nas_draft = true",
    "[state]\nbackend = 'file'\npath = 'state.toml'",
    "[state]\nbackend = 'paper'",
    "[rules.severity]\nEX050 = 'error'\nEX060 = 'off'",
    "[rules.severity]\nEX050 = 'bad'",
    "[rules.ignore]\n'a/' = ['EX050']",
    "[rules.ignore]\n'a/' = 'EX050'",
    "[links]\npage_url = 'https://{workspace_slug}.a.example/{id}{anchor}'",
    "[links]\npage_url = 'https://a.example/{slug}/{id}'",
    "[links]\npage_url = 'https://a.example/'",
    "[links]\npage_url = ''",
    "[links.site_roots]\n'/docs/' = '.'\n'/a' = './b/c.d/'\n'/' = '.b'",
    "[links.site_roots]\n'/docs/' = 'a/../b'",
    "[links.site_roots]\n'/docs/' = '/a'",
    "[links.site_roots]\n'/docs/' = 'a//b'",
    "[links.site_roots]\n'docs/' = '.'",
    "[unknown]",
    "[content]\nunknown = 1",
    "unknown = 1",
]


@pytest.mark.parametrize("text", CONFIGS)
def test_schema_and_configuration_agree(text: str, tmp_path: Path) -> None:
    path = tmp_path / "execsync.toml"
    path.write_text(text)
    try:
        config.load(path)
        loads = True
    except ConfigError:
        loads = False
    assert accepts(config_schema(), tomllib.loads(text)) == loads


def test_documented_settings_of_editors_are_json_and_match_what_is_printed() -> None:
    blocks = re.findall(r"```json\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    _, tasks = (json.loads(block) for block in blocks)
    pattern = tasks["tasks"][0]["problemMatcher"]["pattern"]["regexp"]
    match = re.match(pattern, "docs/a.md:3:9: error EX024 unknown status `Published`")
    assert match
    assert match.groups() == ("docs/a.md", "3", "9", "error", "EX024", "unknown status `Published`")
