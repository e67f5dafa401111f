"""What keys and paths of other tools say about publishing a page."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import NamedTuple

from execsync.core.front_matter_map import as_word


class Hint(NamedTuple):
    """Whether a page is to stay out of sight, and what it is then; None: this says neither.

    `sure` is false where the value is none that the key takes. `timed`: a later time will say otherwise.
    """

    hides: bool | None
    says: str = ""
    sure: bool = True
    timed: bool = False


NO_HINT = Hint(None)


def read_key(key: str, value: object, now: datetime) -> Hint:
    """What a plain key says. `now` knows its time zone."""
    read = _KEYS.get(key)
    return read(value, now) if read and value not in (None, "") else NO_HINT


def plain_key(key: str) -> str:
    """A key as it is compared: `publishDate`, `publish_date` and `PublishDate` are one."""
    return key.lower().replace("_", "").replace("-", "")


def read_path(path: str, now: datetime) -> Hint:
    """What the folders of Jekyll say: `_drafts`, and in `_posts` the day that a name begins with."""
    if not may_speak(path):
        return NO_HINT
    if "_drafts" in path.split("/")[:-1]:
        return Hint(hides=True, says="a draft")
    found = POST.search(path)
    return _read_start(found["day"], now) if found else NO_HINT


def may_speak(path: str) -> bool:
    """Whether a path need be looked at."""
    return path.startswith("_") or "/_" in path


POST = re.compile(r"(?:^|/)_posts/(?:.*/)?(?P<day>\d{4}-\d\d-\d\d)-(?P<name>[^/]*)\.[^./]+$")
"""The path of a post of Jekyll's."""


def _read_draft(value: object, _now: datetime) -> Hint:
    flag = _flag(value)
    return Hint(flag is not False, "a draft", sure=flag is not None)


def _read_published(value: object, now: datetime) -> Hint:
    if _moment(value) is not None:
        return _read_start(value, now)  # Hugo takes `published` for the day of publication
    flag = _flag(value)
    return Hint(flag is not True, "not published", sure=flag is not None)


def _read_unlisted(value: object, _now: datetime) -> Hint:
    flag = _flag(value)
    return NO_HINT if flag is False else Hint(hides=True, says="unlisted", sure=flag is not None)


def _read_start(value: object, now: datetime) -> Hint:
    moment = _moment(value)
    if moment is None:
        return Hint(hides=True, says="not published yet", sure=False)
    return Hint(hides=True, says="not published yet", timed=True) if moment > now else NO_HINT


def _read_end(value: object, now: datetime) -> Hint:
    moment = _moment(value)
    if moment is None:
        return Hint(hides=True, says="expired", sure=False)
    return Hint(hides=True, says="expired") if moment <= now else Hint(hides=None, timed=True)


STARTS = frozenset({"publishdate", "pubdate", "published"})
"""The keys before which `date` does not count."""
_KEYS: Mapping[str, Callable[[object, datetime], Hint]] = MappingProxyType(
    {
        "draft": _read_draft,
        "published": _read_published,
        "publish": _read_published,
        "unlisted": _read_unlisted,
        "publishdate": _read_start,
        "pubdate": _read_start,
        "date": _read_start,
        "expirydate": _read_end,
        "unpublishdate": _read_end,
        "expires": _read_end,
    }
)


_WORDS = {"true": True, "yes": True, "on": True, "1": True}
_WORDS |= {"false": False, "no": False, "off": False, "0": False}


def _flag(value: object) -> bool | None:
    return _WORDS.get(as_word(value).strip().lower())


LONGEST_TIME = 50
"""Characters; nothing that is longer is looked at."""


def _moment(value: object) -> datetime | None:
    """A time as tools write it: one without a zone is in UTC, and a day begins at midnight."""
    if isinstance(value, str) and len(value) < LONGEST_TIME:
        try:
            value = datetime.fromisoformat(re.sub(r"\s+(?=[+-])", "", value.strip()))
        except ValueError:
            return None
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    return (
        datetime(value.year, value.month, value.day, tzinfo=UTC)
        if isinstance(value, date)
        else None
    )
