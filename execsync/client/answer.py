"""One answer of the hub, read to its end, and what a refusal says."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from execsync.client.reason import find_reason
from execsync.core.json_text import refuse_many
from execsync.core.size_limits import ANSWER_TABLES


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: status, headers (names in small letters) and the whole body, decompressed.

    Its `repr` shows neither: a hub may quote the key in its refusal.
    """

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)

    @property
    def date(self) -> datetime | None:
        """The hub's clock when it answered, in UTC."""
        return _parse_http_date(self.headers.get("date", ""))

    @property
    def error(self) -> tuple[str, str]:
        """A code and the reason of a refusal; empty where it has none."""
        value = _parse_json(self.body)
        if value is None and self.headers.get("content-type", "").lower().startswith("text/plain"):
            return "", _as_text(self.body)
        code, message = find_reason(value)
        return ("" if code == str(self.status) else code), message

    @property
    def retry_after(self) -> float | None:
        """Seconds to wait, as a 429 tells them: in the body, inside `error`, or as a header."""
        body = _as_object(_parse_json(self.body))
        for told in (body.get("retry_after"), _as_object(body.get("error")).get("retry_after")):
            seconds = _as_seconds(told)
            if seconds is not None:
                return seconds
        return self._retry_after_header()

    def _retry_after_header(self) -> float | None:
        told = self.headers.get("retry-after", "")
        seconds = _as_seconds(told)
        if seconds is not None:
            return seconds
        # RFC 9110, 10.2.3: a date is the other form. Measured by the hub's own clock.
        until, now = _parse_http_date(told), self.date
        if until is None or now is None:
            return None
        return max(0.0, (until - now).total_seconds())


def _parse_json(body: bytes) -> object:
    try:
        refuse_many(body, ANSWER_TABLES)
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _as_text(body: bytes) -> str:
    try:
        return body.decode().strip()
    except UnicodeDecodeError:
        return ""


def _as_object(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _as_seconds(told: object) -> float | None:
    if isinstance(told, bool) or not isinstance(told, int | float | str):
        return None
    try:
        seconds = float(told)
    except (ValueError, OverflowError):
        return None
    return max(0.0, seconds) if math.isfinite(seconds) else None


def _parse_http_date(text: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(text)
        # Of a zone that leads out of the calendar it cannot be told what it is in ours.
        return date.replace(tzinfo=UTC) if date.tzinfo is None else date.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
