"""`[links] page_url`, made of the address of a page that somebody copied."""

import re
from collections.abc import Collection
from typing import NamedTuple
from urllib.parse import quote

from execsync.core.link_settings import PAGE_URL

_ADDRESS = re.compile(
    r"(?P<host>https?://[^/?#]*)(?P<path>/[^?#]*)(?P<query>\?[^#]*)?(?P<fragment>#.*)?"
)


class Copied(NamedTuple):
    """The form of addresses that a copied one shows, and what of it is no part of the form."""

    page_url: str
    left_out: str = ""


def page_url_of(address: str, ids: Collection[str], slug: str) -> Copied:
    """The form of a copied address: `{id}` for the known id in it, `{workspace_slug}` for the slug.

    Both count as a whole part of it only. A query or a fragment that holds neither belongs to that one link.
    Raises ValueError, saying why, where there is not exactly one known id in it; nothing is guessed.
    """
    found = _ADDRESS.fullmatch(address.strip())
    if not found or "@" in found["host"]:
        raise ValueError("it is no address of a page, which begins with https:// and has a path")
    host, *parts = (part or "" for part in found.groups())
    known = {one: _whole(one) for one in ids if one and quote(one, safe="") in address}
    held = [one for one, pattern in known.items() if any(pattern.search(part) for part in parts)]
    if len(held) != 1:
        raise ValueError(
            "it holds the ids of several pages" if held else "it holds no id that State knows"
        )
    path, *others = (known[held[0]].sub("{id}", part) for part in parts)
    form, left_out = host + _with_slug(path, slug), ""
    for part in (_with_slug(other, slug) for other in others):
        if "{" in part:
            form += part
        else:
            left_out += part
    try:
        return Copied(str(PAGE_URL.check(form)), left_out)
    except ValueError as error:
        raise ValueError(f"{form} cannot be used: it must be {error}") from None


def _with_slug(part: str, slug: str) -> str:
    """A part with a place for the slug, if it stands there once: of two, nobody knows which is meant."""
    pattern = _whole(slug)
    return (
        pattern.sub("{workspace_slug}", part) if slug and len(pattern.findall(part)) == 1 else part
    )


def _whole(word: str) -> re.Pattern[str]:
    """Finds a word as an address has it, where nothing beside it could be a part of a longer one."""
    return re.compile(rf"(?<![\w%.~{{-]){re.escape(quote(word, safe=''))}(?![\w%~}}-])")
