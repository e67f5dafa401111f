"""What the value of a key of execsync.toml must be: a check for a run, a schema for an editor."""

from collections.abc import Callable, Collection, Mapping
from enum import StrEnum
from typing import Any, NamedTuple, get_args

from execsync.core.choices import Level

Schema = dict[str, Any]


class Kind(NamedTuple):
    """`check` takes a value of TOML and gives ours, or raises ValueError with what was expected."""

    check: Callable[[Any], Any]
    schema: Schema


class Key(NamedTuple):
    """A key: what its value must be, and what it is for, in a sentence for an editor."""

    kind: Kind
    says: str = ""


def number(least: int, most: int) -> Kind:
    """A whole number within bounds."""

    def check(value: Any) -> int:
        if type(value) is not int or not least <= value <= most:
            raise ValueError(f"a whole number from {least} to {most}")
        return value

    return Kind(check, {"type": "integer", "minimum": least, "maximum": most})


def one_of(choices: type[StrEnum] | tuple[str, ...]) -> Kind:
    """One of some words."""
    options: dict[str, Any] = {str(choice): choice for choice in choices}

    def check(value: Any) -> Any:
        if not isinstance(value, str) or value not in options:
            raise ValueError(" or ".join(f'"{option}"' for option in options))
        return options[value]

    return Kind(check, {"enum": list(choices)})


def some_of(choices: type[StrEnum]) -> Kind:
    """Some words in an order, each once; one alone may be a text."""
    single = one_of(choices)

    def check(value: Any) -> tuple[Any, ...]:
        words = value if isinstance(value, list) else [value]
        try:
            chosen = tuple(single.check(word) for word in words)
        except ValueError as error:
            raise ValueError(f"{error}, or a list of these") from None
        if not chosen or len(set(chosen)) < len(chosen):
            raise ValueError("a list with at least one word, and each word once")
        return chosen

    many = {"type": "array", "items": single.schema, "minItems": 1, "uniqueItems": True}
    return Kind(check, {"anyOf": [single.schema, many]})


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError("text")
    return value


def _path_inside(value: Any) -> str:
    parts = _text(value).split("/")
    if not all(parts) or {".", ".."} & set(parts) or "\\" in value or ":" in value:
        raise ValueError(
            "a path inside the folder of execsync.toml; EXECSYNC_STATE_DIR puts it elsewhere"
        )
    return "/".join(parts)


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(v, str) and v for v in value):
        raise ValueError("a list of texts")
    return tuple(value)


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("true or false")
    return value


def _seconds(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e6:
        raise ValueError("a number of seconds")
    return float(value)


def _patterns(value: Any) -> tuple[str, ...]:
    patterns = _texts(value)
    _refuse_endless(patterns)
    return patterns


def _some_patterns(value: Any) -> tuple[str, ...]:
    if not value:
        raise ValueError("a list with at least one path pattern")
    return _patterns(value)


def _levels(value: Any) -> Mapping[str, Level]:
    levels = get_args(Level)
    if not isinstance(value, dict) or not all(level in levels for level in value.values()):
        raise ValueError(f"a table of codes, each with one of {', '.join(levels)}")
    return value


def _ignores(value: Any) -> Mapping[str, tuple[str, ...]]:
    if not isinstance(value, dict):
        raise ValueError("a table of path patterns, each with a list of codes")
    _refuse_endless(value)
    return {pattern: _texts(codes) for pattern, codes in value.items()}


MOST_STARS = 3
MOST_PATTERNS = 1000


def _refuse_endless(patterns: Collection[str]) -> None:
    """Raise ValueError for patterns that a name could be held against for hours.

    Each star is tried at every place of a name, for each place of those before it.
    """
    if len(patterns) > MOST_PATTERNS:
        raise ValueError(f"at most {MOST_PATTERNS:,} path patterns")
    for pattern in patterns:
        parts = pattern.split("/")
        within = max((part.count("*") for part in parts if part != "**"), default=0)
        if max(within, parts.count("**")) > MOST_STARS:
            raise ValueError(
                f"path patterns with at most {MOST_STARS} stars between two slashes, and `**` as often"
            )


_WORD: Schema = {"type": "string", "minLength": 1}
_WORDS: Schema = {"type": "array", "items": _WORD}
_CODE = r"^EX\d{3}$"
TEXT = Kind(_text, _WORD)
PATH_INSIDE = Kind(_path_inside, _WORD)
TEXTS = Kind(_texts, _WORDS)
PATTERNS = Kind(_patterns, _WORDS)
SOME_PATTERNS = Kind(_some_patterns, {**_WORDS, "minItems": 1})
FLAG = Kind(_flag, {"type": "boolean"})
SECONDS = Kind(_seconds, {"type": "number", "minimum": 0, "exclusiveMaximum": 1_000_000})
LEVELS = Kind(
    _levels,
    {
        "type": "object",
        "patternProperties": {_CODE: {"enum": list(get_args(Level))}},
        "additionalProperties": False,
    },
)
IGNORES = Kind(
    _ignores,
    {
        "type": "object",
        "additionalProperties": {"type": "array", "items": {"type": "string", "pattern": _CODE}},
    },
)
