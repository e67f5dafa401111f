"""`[links]` of execsync.toml: what links between pages become."""

import re
from typing import Annotated, Any, NamedTuple

from execsync.core.choices import Preset
from execsync.core.config_kinds import FLAG, Key, Kind

SiteRoots = tuple[tuple[str, str], ...]
"""Beginnings of links and the folders that they stand for, each ending in /; the longest come first."""
_FOLDER = r"^(\./?|(\./)?(?!\.{0,2}(/|$))[^/]+(/(?!\.{0,2}(/|$))[^/]+)*/?)$"
_PART = r"(?:[^\s\x00-\x1f\x7f<>()\"'\\{}/]|\{(?:id|workspace_slug|anchor)\})"
_ADDRESS = rf"^(?=\S*\{{id\}})https?://{_PART}+/(?:{_PART}|/)*$"
"""With nothing that could end a link in Markdown or HTML."""


def _page_url(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(_ADDRESS, value):
        raise ValueError(
            "an http or https address of a page, with {id} where its id is, and nothing else in braces but "
            "{workspace_slug} and {anchor}"
        )
    return value


def _site_roots(value: Any) -> SiteRoots:
    if not isinstance(value, dict) or not all(map(_is_root, value.items())):
        raise ValueError(
            'a table of beginnings of links with the folders they stand for, such as {"/docs/" = "."}'
        )
    roots = {_ending_in_slash(prefix): _folder(folder) for prefix, folder in value.items()}
    return tuple(sorted(roots.items(), key=lambda root: (-len(root[0]), root[0])))


def _is_root(root: tuple[str, Any]) -> bool:
    prefix, folder = root
    return (
        prefix.startswith("/") and isinstance(folder, str) and bool(re.fullmatch(_FOLDER, folder))
    )


def _folder(written: str) -> str:
    """A folder below the content root, with a slash at its end; empty for the root itself."""
    return "" if written in (".", "./") else _ending_in_slash(written.removeprefix("./"))


def _ending_in_slash(path: str) -> str:
    return f"{path.rstrip('/')}/"


PAGE_URL = Kind(_page_url, {"type": "string", "pattern": _ADDRESS})
SITE_ROOTS = Kind(
    _site_roots,
    {
        "type": "object",
        "propertyNames": {"pattern": "^/"},
        "additionalProperties": {"type": "string", "pattern": _FOLDER},
    },
)


class LinkSettings(NamedTuple):
    """`[links]`."""

    page_url: Annotated[
        str,
        Key(
            PAGE_URL,
            "The address of a page on the hub, with {id} in it, and {workspace_slug} and {anchor} if it has "
            "them: links between pages become such addresses.",
        ),
    ] = ""
    site_roots: Annotated[
        SiteRoots,
        Key(SITE_ROOTS, "Beginnings of links, such as /docs/, and the folders they stand for."),
    ] = ()
    wikilinks: Annotated[
        bool,
        Key(
            FLAG,
            "Whether [[page]] is a link. Unless said otherwise, it is one but for the presets hugo, "
            "docusaurus, jekyll and mkdocs.",
        ),
    ] = True


def reads_wikilinks(preset: Preset | None) -> bool:
    """Whether `[[page]]` is a link where execsync.toml does not say so: texts for a site have none."""
    return preset in (None, Preset.OBSIDIAN)
