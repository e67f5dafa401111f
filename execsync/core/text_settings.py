"""What execsync.toml says of a page's text: `[transform]`, `[assets]`, and `notice` of `[content]`."""

import re
from typing import Annotated, Any, NamedTuple

from execsync.core.config_kinds import FLAG, Key, Kind, Schema

_PART = r"(?:[^\s<>()\"'\\{}`]|\{(?:path|digest)\})"
_ADDRESS = rf"^(?=\S*\{{(?:path|digest)\}})https?://{_PART}+$"
"""With nothing that could end a link in Markdown or HTML."""
_PLACES = ("first", "last")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def _quoted(path: str) -> str:
    from urllib.parse import quote  # takes time that a plan which looks at no text can do without

    return quote(path)


class Notice(NamedTuple):
    """A block that every body gets, first or last, with `{path}` where its file's path is to stand."""

    text: str
    first: bool = False

    def block(self, path: str) -> str:
        """What it says on the page of the file at a path, to the letter."""
        return self.text.replace("{path}", _quoted(path))


def _base_url(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(_ADDRESS, value):
        raise ValueError(
            "an http or https address with {path} or {digest} in it, and nothing else in braces"
        )
    return value


def _notice(value: Any) -> Notice:
    table = value if isinstance(value, dict) else {"last": value}
    place, text = next(iter(table.items()), ("", None))
    is_one = len(table) == 1 and place in _PLACES
    if not (is_one and isinstance(text, str) and text.strip()) or _CONTROL.search(text):
        raise ValueError('a text, or a table with one: {first = "…"} or {last = "…"}')
    return Notice(text.strip(), place == "first")


_WORDS: Schema = {"type": "string", "pattern": r"\S"}
NOTICE = Kind(
    _notice,
    {
        "anyOf": [
            _WORDS,
            {
                "type": "object",
                "properties": dict.fromkeys(_PLACES, _WORDS),
                "minProperties": 1,
                "maxProperties": 1,
                "additionalProperties": False,
            },
        ]
    },
)
BASE_URL = Kind(_base_url, {"type": "string", "pattern": _ADDRESS})


class TransformSettings(NamedTuple):
    """`[transform]`."""

    strip_comments: Annotated[bool, Key(FLAG, "Leave HTML comments out of the body.")] = False


class AssetSettings(NamedTuple):
    """`[assets]`."""

    base_url: Annotated[
        str,
        Key(
            BASE_URL,
            "Where local images are on the web, with {path} for an image's path below the content root, and "
            "{digest} for the first 16 digits of its SHA-256.",
        ),
    ] = ""

    @property
    def has_digest(self) -> bool:
        """Whether the address of an image depends on what its file holds."""
        return "{digest}" in self.base_url

    def address(self, path: str, digest: str) -> str:
        """The address of the image at a path below the content root."""
        return self.base_url.replace("{path}", _quoted(path)).replace("{digest}", digest)
