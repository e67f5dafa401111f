"""Who edited pages on the web: asked once for each edit, and kept beside State."""

import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from execsync.core.fields import as_table, list_of, text_of, texts_of
from execsync.core.json_text import read_json
from execsync.core.planning.web_edit import WebEdit, describe_edit, is_published
from execsync.core.running.hub import HubCalls
from execsync.core.state import PageState
from execsync.errors import HubError, Incomplete, KeyRejected
from execsync.state.folder import WEB_EDITS, StateFolder

FORMAT = 1
MOST_KEPT = 2000
"""Edits that are kept, the last ones asked for."""
MOST_ASKED = 20
"""Edits that an apply asks about: a change of a whole hub must not use up the requests of its writes."""

Key = tuple[str, str, str]
"""A page's id, the time that the hub gave the edit, and the version."""


def find_web_edit(hub: HubCalls, known: PageState) -> WebEdit | None:
    """Who edited a page on the web since our last write: None where State has no edit marked.

    One request, `GET /pages/{id}/versions`, or none where no version can tell. Of an answer that cannot be
    read, or a page that is gone, nothing but the time is told. Raises HubError and Incomplete.
    """
    if not is_published(known):
        return describe_edit(known)
    try:
        return describe_edit(known, hub.versions(known.id).rows)
    except KeyRejected:
        raise
    except HubError:
        return describe_edit(known, ())


class WebEdits:
    """A cache of what was asked. It may have come with a pull request: it is shown, and decides nothing."""

    def __init__(self, folder: StateFolder) -> None:
        self._folder = folder
        self._known: dict[Key, WebEdit] | None = None

    def find(self, known: PageState) -> WebEdit | None:
        """Who edited a page; where nobody has asked yet, the time alone. None where nobody edited it."""
        kept = self._kept().get(_key(known)) if is_published(known) else None
        return kept or describe_edit(known, None)

    def unasked(self, pages: Iterable[PageState]) -> list[PageState]:
        """The pages of which a request would tell more, each once."""
        kept = self._kept()
        asked = (page for page in pages if is_published(page) and _key(page) not in kept)
        return [*{page.id: page for page in asked}.values()]

    def learn(
        self,
        hub: HubCalls,
        pages: Sequence[PageState],
        *,
        keep: bool = True,
        most: int | None = None,
    ) -> int:
        """Ask about those of the pages that nobody has asked about, `most` of them; how many are left.

        What is asked is only shown: where no more requests may be sent, the rest is left. Raises KeyRejected.
        """
        wanted = self.unasked(pages)
        learned: dict[Key, WebEdit] = {}
        with suppress(Incomplete):
            for page in wanted[:most]:
                if edit := find_web_edit(hub, page):
                    learned[_key(page)] = edit
        self._known = {**self._kept(), **learned}
        if learned and keep:
            self._keep(self._known)
        return len(wanted) - len(learned)

    def _kept(self) -> Mapping[Key, WebEdit]:
        if self._known is None:
            self._known = dict(self._read())
        return self._known

    def _read(self) -> Iterable[tuple[Key, WebEdit]]:
        try:
            document = as_table(read_json(self._folder.read(WEB_EDITS) or b""), "the file")
            if document["format"] != FORMAT:
                return []
            return [_entry(as_table(row, "an edit")) for row in list_of(document, "edits")]
        except (OSError, ValueError, KeyError, TypeError):
            return []

    def _keep(self, edits: Mapping[Key, WebEdit]) -> None:
        rows = [{"key": key, **asdict(edit)} for key, edit in edits.items()]
        document = {"format": FORMAT, "edits": rows[-MOST_KEPT:]}
        self._folder.keep(WEB_EDITS, json.dumps(document).encode())


def _key(known: PageState) -> Key:
    web = known.drift
    return (known.id, web.updated_at if web else "", str(web.version if web else ""))


def _entry(table: Mapping[str, Any]) -> tuple[Key, WebEdit]:
    page_id, time, version = texts_of(table, "key")
    edit = WebEdit(
        when=text_of(table, "when"),
        who=texts_of(table, "who"),
        change_type=text_of(table, "change_type"),
        in_draft=table["in_draft"] is True,
    )
    return (page_id, time, version), edit
