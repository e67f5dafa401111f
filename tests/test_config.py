from pathlib import Path
from typing import Any

import pytest

from execsync.config import Config, find, load
from execsync.core.choices import OnDrift, Preset, Status, TitleFrom, Visibility
from execsync.core.config_tables import (
    ApplyConfig,
    ContentConfig,
    LimitsConfig,
    StateConfig,
    WatchConfig,
    keys_of,
)
from execsync.core.front_matter_map import FieldSource
from execsync.core.link_settings import LinkSettings
from execsync.core.resource import SourceRef
from execsync.core.settings import Defaults, Override
from execsync.errors import ConfigError, FilePlace


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "execsync.toml"


def refusal(path: Path, text: str) -> tuple[str, str]:
    """What is said of this text, the path's folder left out, and its hint."""
    path.write_text(text)
    with pytest.raises(ConfigError) as caught:
        load(path)
    return caught.value.message.replace(f"{path.parent}/", ""), caught.value.hint


def test_an_empty_file_takes_every_default(path: Path) -> None:
    path.write_text("")
    assert load(path) == Config(file=str(path))


def test_a_watch_waits_a_moment_after_a_save_and_longer_between_writes_of_a_page() -> None:
    assert WatchConfig() == WatchConfig(quiet=0.3, min_interval=5.0, as_draft=False)


def test_the_readme_shows_how_a_watch_waits(path: Path) -> None:
    readme = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
    path.write_text("[watch]\n" + readme.partition("```toml\n[watch]\n")[2].partition("```")[0])
    assert load(path).watch == WatchConfig()


def test_every_key_is_read(path: Path) -> None:
    path.write_text(
        """
        [content]
        root = "docs"
        include = ["**/*.md"]
        exclude = ["_*/"]
        title_from = ["front-matter", "heading"]
        ignore_keys = ["owner"]

        [front_matter]
        preset = "hugo"

        [front_matter.map]
        title = "name"
        status = {from = "draft", true = "draft", false = "published"}

        [defaults]
        status = "published"
        visibility = "private"
        folder_ids = ["f1"]
        skill_ids = ["s1", "s2"]
        sources = ["https://a.example", {url = "https://b.example/", title = " B "}]
        protect = true

        [[overrides]]
        paths = ["team/"]
        status = "draft"
        folder_ids = []
        extend_skill_ids = ["s3"]

        [[overrides]]
        paths = ["team/**/faq.md", "!old/"]
        visibility = "workspace"
        protect = false
        extend_sources = ["https://c.example/"]

        [apply]
        parallelism = 2
        prune = true
        source_timeout = 90
        on_drift = "overwrite"

        [limits]
        per_minute = 30
        per_day = 500
        reserve = 50

        [watch]
        quiet = 2
        min_interval = 1.5
        as_draft = true

        [state]
        backend = "file"
        path = "elsewhere/state.toml"

        [rules.severity]
        EX080 = "off"

        [rules.ignore]
        "old/" = ["EX081"]
        """
    )
    config = load(path)
    assert config.content == ContentConfig("docs", ("**/*.md",), ("_*/",))
    assert config.apply == ApplyConfig(2, True, 90.0, OnDrift.OVERWRITE)
    assert config.limits == LimitsConfig(30, 500, 50)
    assert config.watch == WatchConfig(2.0, 1.5, True)
    assert config.state == StateConfig("file", "elsewhere/state.toml")
    assert config.rules.title_from == (TitleFrom.FRONT_MATTER, TitleFrom.HEADING)
    assert config.rules.defaults == Defaults(
        Status.PUBLISHED,
        Visibility.PRIVATE,
        ("f1",),
        ("s1", "s2"),
        (SourceRef("https://a.example/"), SourceRef("https://b.example/", "B")),
        True,
    )
    assert config.rules.overrides == (
        Override(
            ("team/",), Defaults(Status.DRAFT, folder_ids=()), adds=Defaults(skill_ids=("s3",))
        ),
        Override(
            ("team/**/faq.md", "!old/"),
            Defaults(visibility=Visibility.WORKSPACE, protect=False),
            Defaults(sources=(SourceRef("https://c.example/"),)),
        ),
    )
    assert config.rules.root == "docs"
    assert config.rules.ignore_keys == ("owner",)
    assert config.rules.front_matter.preset is Preset.HUGO
    assert config.rules.front_matter.map == {
        "title": FieldSource("name"),
        "status": FieldSource("draft", (("true", Status.DRAFT), ("false", Status.PUBLISHED))),
    }
    assert config.rules.severity == {"EX080": "off"}
    assert config.rules.ignore == {"old/": ("EX081",)}


@pytest.mark.parametrize(
    "table",
    [ContentConfig, ApplyConfig, LimitsConfig, WatchConfig, StateConfig, Defaults, LinkSettings],
)
def test_each_field_of_a_table_can_be_set(table: Any) -> None:
    assert set(table._fields) == keys_of(table).keys()


def test_a_byte_order_mark_is_left_out(path: Path) -> None:
    path.write_bytes(b'\xef\xbb\xbf[content]\nroot = "docs"\n')
    assert load(path).content.root == "docs"


def test_a_file_that_is_not_there_is_an_error(path: Path) -> None:
    with pytest.raises(ConfigError, match=r"execsync.toml: cannot be read: No such file"):
        load(path)


def test_a_file_that_is_not_utf8_is_an_error(path: Path) -> None:
    path.write_bytes(b'[content]\nroot = "d\xf6cs"\n')
    with pytest.raises(ConfigError, match=r"execsync.toml:2: is not UTF-8"):
        load(path)


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [("[content]\nroot = no\n", 2, 8), ("\n[content]\nrood = 'a'\n", 3, None)],
)
def test_an_error_has_its_place_apart_from_what_is_wrong(
    path: Path, text: str, line: int, column: int | None
) -> None:
    path.write_text(text)
    with pytest.raises(ConfigError) as caught:
        load(path)
    place = FilePlace(str(path), line, column)
    assert caught.value.place == place
    assert caught.value.message == f"{place}: {caught.value.what}"


def test_broken_toml_is_named_with_line_and_column(path: Path) -> None:
    message, hint = refusal(path, "[content]\nroot = docs\n")
    assert message == "execsync.toml:2:8: `docs` is no value: text stands in quotes"
    assert hint == 'write "docs"'


def test_toml_that_ends_too_early_is_named_by_its_file(path: Path) -> None:
    assert refusal(path, '[content]\nroot = "docs')[0] == (
        "execsync.toml:2:13: the text that was begun is never closed"
    )


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("[content]\nrot = 'x'\n", "2: unknown key 'rot' in [content]", "did you mean root?"),
        ("\n[contents]\n", "2: unknown key 'contents'", "did you mean content?"),
        ("parallelism = 2\n", "1: unknown key 'parallelism'", "it belongs below [apply]"),
        (
            "[content]\nexclude = []\n[apply]\nprun = true\nexclude = []\n",
            "4: unknown key 'prun' in [apply]",
            "did you mean prune?",
        ),
        (
            "[content]\nexclude = []\n[apply]\nprune = true\nexclude = []\n",
            "5: unknown key 'exclude' in [apply]",
            "known: foreign_sources, look, on_archived, on_drift, parallelism, prune, skip_invalid, "
            "source_timeout",
        ),
        ("content.rot = 'x'\n", "1: unknown key 'rot' in [content]", "did you mean root?"),
        (
            "[limits]\n[apply]\n'prun' = true\n",
            "3: unknown key 'prun' in [apply]",
            "did you mean prune?",
        ),
        (
            "# all in a line\napply = {prun = true}\n",
            "2: unknown key 'prun' in [apply]",
            "did you mean prune?",
        ),
        (
            "[[overrides]]\npaths = ['a/']\n\n[[overrides]]\npaths = ['b/']\nvisible = 'private'\n",
            "6: unknown key 'visible' in [[overrides]]",
            "did you mean visibility?",
        ),
        (
            "[[overrides]]\npaths = ['a/']\nextend_status = ['draft']\n",
            "3: unknown key 'extend_status' in [[overrides]]",
            "did you mean extend_sources?",
        ),
        (
            "[defaults]\npaths = ['a/']\n",
            "2: unknown key 'paths' in [defaults]",
            "known: folder_ids",
        ),
        ("[state]\n[rules.severty]\n", "2: unknown key 'severty' in [rules]", "did you mean sev"),
    ],
)
def test_an_unknown_key_is_refused_where_it_stands(
    path: Path, text: str, message: str, hint: str
) -> None:
    found = refusal(path, text)
    assert found[0] == f"execsync.toml:{message}"
    assert found[1].startswith(hint)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("content = 'docs'", "1: [content] must be a table"),
        ("[[apply]]", "1: [apply] must be a table"),
        ("[content]\nroot = 1", "2: [content] root must be text"),
        ("[content]\nroot = ''", "2: [content] root must be text"),
        ("[content]\ninclude = '*.md'", "2: [content] include must be a list of texts"),
        ("[content]\nexclude = ['a', 1]", "2: [content] exclude must be a list of texts"),
        (
            "[content]\ntitle_from = 'file'",
            '2: [content] title_from must be "front-matter" or "heading" or "file-name", or a list of these',
        ),
        (
            "[content]\ntitle_from = ['heading', 'heading']",
            "2: [content] title_from must be a list with at least one word, and each word once",
        ),
        (
            '[content]\nnotice = "a\\u001Bb"',
            '2: [content] notice must be a text, or a table with one: {first = "…"} or {last = "…"}',
        ),
        (
            "[assets]\nbase_url = '/files/{path}'",
            "2: [assets] base_url must be an http or https address with {path} or {digest} in it, and "
            "nothing else in braces",
        ),
        ("[defaults]\nstatus = 'live'", '2: [defaults] status must be "draft" or "published"'),
        ("[defaults]\nstatus = ['draft']", '2: [defaults] status must be "draft" or "published"'),
        (
            "[defaults]\nvisibility = 'global'",
            '2: [defaults] visibility must be "private" or "workspace"',
        ),
        ("[defaults]\nfolder_ids = 'f1'", "2: [defaults] folder_ids must be a list of texts"),
        ("[defaults]\nprotect = 1", "2: [defaults] protect must be true or false"),
        (
            "[defaults]\nsources = ['a.example']",
            "2: [defaults] sources must be a list of web addresses",
        ),
        (
            "[defaults]\nsources = [{title = 'A'}]",
            "2: [defaults] sources must be a list of addresses, or",
        ),
        (
            "[defaults]\nsources = ['https://me:secret@a.example']",
            "2: [defaults] sources must be a list of addresses without a user name",
        ),
        ("overrides = 'x'", "1: [[overrides]] must be tables, each with paths"),
        ("[overrides]\nstatus = 'draft'", "1: [[overrides]] must be tables, each with paths"),
        ("overrides = [1]", "1: [[overrides]] must be a table"),
        ("[apply]\n[[overrides]]\nstatus = 'draft'", "2: [[overrides]] needs paths"),
        ("[[overrides]]\npaths = []", "2: [[overrides]] paths must be a list with at"),
        (
            "[[overrides]]\npaths = ['a']\n[[overrides]]\npaths = ['b']\n\nstatus = 'live'",
            '6: [[overrides]] status must be "draft" or "published"',
        ),
        ("[[overrides]]\npaths = 'a'", "2: [[overrides]] paths must be a list of texts"),
        (
            "[[overrides]]\npaths = ['*a*b*c*d']",
            "2: [[overrides]] paths must be path patterns with",
        ),
        (
            "[front_matter]\npreset = 'word'",
            '2: [front_matter] preset must be "hugo" or "docusaurus" or "jekyll" or "mkdocs" or "obsidian"',
        ),
        (
            "[front_matter.map]\nid = 'uid'",
            "1: [front_matter] map must be a table with some of title",
        ),
        (
            "[front_matter.map]\ntitle = 1",
            "1: [front_matter] map must be a table that gives title a key",
        ),
        (
            "[front_matter.map]\nstatus = {from = 'draft', true = 'live'}",
            '1: [front_matter] map must be a table in which each value of status is "draft" or "published"',
        ),
        ("[apply]\nprune = 1", "2: [apply] prune must be true or false"),
        ("[apply]\nparallelism = 0", "2: [apply] parallelism must be a whole number from 1 to 64"),
        ("[apply]\nparallelism = true", "2: [apply] parallelism must be a whole number from 1"),
        ("[apply]\nparallelism = 2.5", "2: [apply] parallelism must be a whole number from 1"),
        ("[apply]\nsource_timeout = -1", "2: [apply] source_timeout must be a number of seconds"),
        ("[apply]\nsource_timeout = inf", "2: [apply] source_timeout must be a number of seconds"),
        ("[apply]\nsource_timeout = nan", "2: [apply] source_timeout must be a number of seconds"),
        ("[apply]\nsource_timeout = '1'", "2: [apply] source_timeout must be a number of seconds"),
        (
            "[apply]\non_drift = 'ask'",
            '2: [apply] on_drift must be "keep" or "overwrite" or "fail"',
        ),
        ("[limits]\nper_day = -1", "2: [limits] per_day must be a whole number from 0"),
        ("[watch]\nas_draft = 'no'", "2: [watch] as_draft must be true or false"),
        (
            "[state]\nbackend = 's4'",
            '2: [state] backend must be "file" or "git" or "s3" or "azure"',
        ),
        ("[state]\nbackend = 's3'", '1: [state] backend = "s3" needs location = "s3://…"'),
        ("[state]\nremote = 'ext::sh -c true'", "2: [state] remote must be the name of a remote"),
        ("[state]\nremote = '-o'", "2: [state] remote must be the name of a remote"),
        ("[rules]\nseverity = 'off'", "2: [rules] severity must be a table of codes"),
        ("[rules.severity]\nEX1 = 'loud'", "1: [rules] severity must be a table of codes, each"),
        ("[rules.severity]\nEX1 = []", "1: [rules] severity must be a table of codes, each"),
        ("[rules]\nignore = []", "2: [rules] ignore must be a table of path patterns"),
        ("[rules.ignore]\n'a/' = 'EX1'", "1: [rules] ignore must be a list of texts"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_where_it_stands(
    path: Path, text: str, message: str
) -> None:
    assert refusal(path, text)[0].startswith(f"execsync.toml:{message}")


def test_the_nearest_file_upwards_is_found(tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    assert find(inner) is None
    (tmp_path / "execsync.toml").touch()
    assert find(inner) == str(tmp_path / "execsync.toml")
    (tmp_path / "a" / "execsync.toml").touch()
    assert find(inner) == str(tmp_path / "a" / "execsync.toml")


def test_a_folder_of_that_name_is_not_passed_over(tmp_path: Path, path: Path) -> None:
    path.write_text("")
    folder = tmp_path / "below/execsync.toml"
    folder.mkdir(parents=True)
    assert find(folder.parent) == str(folder)
    with pytest.raises(ConfigError, match=r"execsync.toml: is a folder, not a file"):
        load(folder)


@pytest.mark.parametrize(
    ("key", "homes"),
    [
        ('root = "docs"', "[content]"),
        ("per_day = 900", "[limits]"),
        ('status = "draft"', "[defaults]"),
        ('on_drift = "keep"', "[defaults] or [apply]"),
    ],
)
def test_a_key_without_its_table_is_told_where_it_belongs(path: Path, key: str, homes: str) -> None:
    message, hint = refusal(path, f"{key}\n")
    assert message == f"execsync.toml:1: unknown key '{key.split(maxsplit=1)[0]}'"
    assert hint == f"it belongs below {homes}: write that line above it"


def test_a_text_where_a_list_is_wanted_is_shown_as_one(path: Path) -> None:
    message, hint = refusal(path, '[content]\ninclude = "guide/"\n')
    assert message == "execsync.toml:2: [content] include must be a list of texts"
    assert hint == 'write include = ["guide/"]'
