"""One file, read and checked; and what was found in many, with its level and where people find it."""

from collections.abc import Iterable
from datetime import datetime

from execsync.config import Config
from execsync.content.places import relocate
from execsync.core import rules
from execsync.core.diagnostic import Diagnostic
from execsync.core.documents.document import Document
from execsync.core.documents.read_error import ReadError
from execsync.core.settings import RuleSettings


def check_file(
    path: str, data: bytes, error: ReadError | None, settings: RuleSettings, now: datetime
) -> tuple[Document | None, list[Diagnostic]]:
    """The document in a file, if it can be read, and what is wrong with it by itself.

    `error` is what kept its `data` from being had; `now` knows its time zone. Never raises for what a file
    may hold.
    """
    if error:
        return None, [rules.explain(path, error)]
    document, found = rules.read(path, data, settings, now)
    return document, found + rules.check(document, settings) if document else found


def judged(found: Iterable[Diagnostic], config: Config) -> list[Diagnostic]:
    """What was found, in order, with the levels of execsync.toml, and paths from its folder."""
    return rules.judge(relocate(found, config), config.rules)
