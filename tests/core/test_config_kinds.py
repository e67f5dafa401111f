"""What values of execsync.toml are taken, and what an editor is told of them."""

from typing import Any

import pytest

from execsync.core.choices import Status
from execsync.core.config_kinds import (
    FLAG,
    IGNORES,
    LEVELS,
    PATH_INSIDE,
    PATTERNS,
    SECONDS,
    TEXT,
    TEXTS,
    Key,
    Kind,
    number,
    one_of,
)
from execsync.core.config_tables import LimitsConfig, key_schema, keys_of, schema_of
from execsync.core.settings import Defaults, RuleSettings, digest_of

LOW = number(1, 3)
MANY = ["x"] * 1000


@pytest.mark.parametrize(
    ("kind", "value", "taken"),
    [
        (LOW, 1, 1),
        (LOW, 3, 3),
        (one_of(Status), "draft", Status.DRAFT),
        (one_of(("a", "b")), "b", "b"),
        (TEXT, "x", "x"),
        (PATH_INSIDE, "a/b.toml", "a/b.toml"),
        (TEXTS, ["a", "b"], ("a", "b")),
        (TEXTS, [], ()),
        (FLAG, True, True),
        (FLAG, False, False),
        (SECONDS, 0, 0.0),
        (SECONDS, 1.5, 1.5),
        (PATTERNS, ["a/**/b*c*d*/**/**", "*/*/*/*"], ("a/**/b*c*d*/**/**", "*/*/*/*")),
        (PATTERNS, MANY, tuple(MANY)),
        (LEVELS, {"EX080": "off"}, {"EX080": "off"}),
        (IGNORES, {"old/": ["EX081"]}, {"old/": ("EX081",)}),
    ],
)
def test_a_value_of_its_kind_is_taken(kind: Kind, value: object, taken: object) -> None:
    assert kind.check(value) == taken
    assert type(kind.check(value)) is type(taken)


@pytest.mark.parametrize(
    ("kind", "value", "wanted"),
    [
        (LOW, 0, "a whole number from 1 to 3"),
        (LOW, 4, "a whole number from 1 to 3"),
        (LOW, True, "a whole number from 1 to 3"),
        (LOW, 2.0, "a whole number from 1 to 3"),
        (one_of(Status), "live", '"draft" or "published"'),
        (one_of(Status), ["draft"], '"draft" or "published"'),
        (TEXT, "", "text"),
        (TEXT, 1, "text"),
        *((PATH_INSIDE, path, "a path inside") for path in ("/a", "a//b", "../a", "a/./b")),
        *((PATH_INSIDE, path, "a path inside") for path in ("a\\b", "c:a", "a/")),
        (TEXTS, "a", "a list of texts"),
        (TEXTS, ["a", ""], "a list of texts"),
        (TEXTS, ["a", 1], "a list of texts"),
        (FLAG, 1, "true or false"),
        *((SECONDS, value, "a number of seconds") for value in (True, -1, 1_000_000, "1")),
        (PATTERNS, ["a*b*c*d*"], "at most 3 stars"),
        (PATTERNS, ["**/**/**/**"], "at most 3 stars"),
        (PATTERNS, [*MANY, "x"], "at most 1,000 path patterns"),
        (LEVELS, {"EX080": "loud"}, "error, warning, note, off"),
        (LEVELS, ["EX080"], "error, warning, note, off"),
        (IGNORES, ["old/"], "a table of path patterns"),
        (IGNORES, {"old/": "EX081"}, "a list of texts"),
        (IGNORES, {"****": ["EX081"]}, "at most 3 stars"),
    ],
)
def test_any_other_value_is_refused_with_what_was_expected(
    kind: Kind, value: object, wanted: str
) -> None:
    with pytest.raises(ValueError, match=wanted):
        kind.check(value)


def test_an_editor_is_told_the_same() -> None:
    assert LOW.schema == {"type": "integer", "minimum": 1, "maximum": 3}
    assert one_of(Status).schema == {"enum": ["draft", "published"]}
    said = Key(FLAG, "What for.")
    assert key_schema(said, True) == {
        "description": "What for.",
        "type": "boolean",
        "default": True,
    }
    assert key_schema(Key(FLAG)) == {"type": "boolean"}
    assert key_schema(Key(TEXTS), ()) == TEXTS.schema
    limits = schema_of(LimitsConfig)
    assert limits.keys() == keys_of(LimitsConfig).keys() == {"per_minute", "per_day", "reserve"}
    assert limits["per_minute"]["default"] == 60


@pytest.mark.parametrize(
    ("other", "same"),
    [
        ({}, True),
        ({"severity": {"EX080": "off"}}, True),
        ({"ignore": {"old/": ("EX081",)}}, True),
        ({"title_from": "heading"}, False),
        ({"defaults": Defaults(Status.DRAFT)}, False),
    ],
)
def test_settings_that_give_the_same_pages_have_one_digest(
    other: dict[str, Any], same: bool
) -> None:
    assert (digest_of(RuleSettings()._replace(**other)) == digest_of(RuleSettings())) is same
