"""One setting put into the text of an execsync.toml, all else of which stays byte for byte."""

import re
import tomllib
from collections.abc import Iterator
from itertools import chain

from execsync.core.proposal import WAY_TO_PAGE_URL

_COMMENT = r"[ \t]*(?:#[^\r\n]*)?"
_REMARK = re.compile(
    rf"^# page_url: [^\r\n]*: {re.escape(WAY_TO_PAGE_URL)}(?:\r?\n|\Z)", re.MULTILINE
)


def with_page_url(text: str, page_url: str) -> str | None:
    """The text with `[links] page_url` in it; None where no line can be put in that says so.

    `text` is valid TOML without that key. Of all places where the line might go, the first counts with which
    the text says what it said before, and this. The comment with which `init` said how to come by it goes.
    """
    import tomli_w

    tables = tomllib.loads(text)
    wanted = {**tables, "links": {**tables.get("links", {}), "page_url": page_url}}
    end = "\r\n" if "\r\n" in text else "\n"
    line = tomli_w.dumps({"page_url": page_url}).removesuffix("\n") + end
    for candidate in chain(*(_candidates(one, line, end) for one in (_REMARK.sub("", text), text))):
        try:
            if tomllib.loads(candidate) == wanted:
                return candidate
        except ValueError:
            continue
    return None


def _candidates(text: str, line: str, end: str) -> Iterator[str]:
    """Below a header, which might stand in a longer text; as a table of its own; or by a dotted name."""
    for header in re.finditer(
        rf"^[ \t]*\[[ \t]*links[ \t]*\]{_COMMENT}(\r?\n|\Z)", text, re.MULTILINE
    ):
        begin = text[: header.end()] if header[1] else f"{text}{end}"
        yield f"{begin}{line}{text[header.end() :]}"
    whole = text if not text or text.endswith("\n") else f"{text}{end}"
    yield f"{whole}{end if whole else ''}[links]{end}{line}"
    yield f"links.{line}{text}"
