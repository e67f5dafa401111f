"""A colleague who works on the hub's web page, and every edit of theirs that nobody may lose."""

import random
import re
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from execsync.localhub import LocalHub
from execsync.localhub.errors import HubError
from execsync.localhub.people import ANOTHER, COLLEAGUE
from execsync.localhub.stored import StoredPage
from tests.team.deeds import Deeds
from tests.team.words import Words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

TEXT_WORD = re.compile(r"\bt\d{4}\b")

Field = Literal["title", "content", "folder"]


@dataclass(frozen=True, slots=True)
class Edit:
    """A word that a colleague wrote on a page. `deed` is the number of the deed that brought it."""

    deed: int
    page_id: str
    field: Field
    word: str


def shows(page: StoredPage, edit: Edit) -> bool:
    """Whether a page still has what an edit brought: whatever is live has been a draft before."""
    texts = {
        "title": (page.draft_title,),
        "content": (page.draft_content,),
        "folder": page.folder_ids,
    }
    return any(edit.word in text for text in texts[edit.field])


class Web:
    """Acts at random. `edits` are those that nobody has settled, `made` the pages that are not ours."""

    def __init__(self, hub: LocalHub, deeds: Deeds, words: Words, counts: Counter[str]) -> None:
        self.edits: list[Edit] = []
        self.made: set[str] = set()
        self._hub = hub
        self._deeds = deeds
        self._words = words
        self._counts = counts
        self._acts: Mapping[str, tuple[int, Callable[[random.Random, StoredPage], None]]] = {
            "web text edited": (8, self._edit_text),
            "web title edited": (3, self._edit_title),
            "web page moved": (2, self._move),
            "web page published": (1, self._publish),
            "web page archived": (1, self._archive),
            "web page of the same title made": (2, self._make_alike),
            "web page cloned": (1, self._clone),
            "web page made": (1, self._make),
        }

    def act(self, dice: random.Random) -> None:
        """Do something to a page that is live, or make one."""
        live = self._deeds.live()
        ours = [page for page in live if page.id not in self.made]
        if not ours:
            return
        names = list(self._acts)
        (name,) = dice.choices(names, [self._acts[name][0] for name in names])
        with suppress(HubError):
            self._acts[name][1](dice, dice.choice(ours))
            self._counts[name] += 1

    def archive(self, page_id: str) -> None:
        """Archive a page, as a message asks a person to."""
        self._hub.web.archive(page_id)

    def rename(self, page_id: str) -> None:
        """Give a colleague's page another title, as a message asks a person to."""
        self._hub.web.edit(page_id, title=f"Of the web {self._words.new('s')}", publish=True)

    def settle(self, page_id: str) -> None:
        """A person knows of all edits of a page, and has decided."""
        self.edits = [edit for edit in self.edits if edit.page_id != page_id]

    def _note(self, page: StoredPage, field: Field, word: str) -> None:
        self.edits.append(Edit(len(self._deeds), page.id, field, word))

    def _edit_text(self, dice: random.Random, page: StoredPage) -> None:
        text, word = page.draft_content, self._words.new("w")
        if dice.random() < 0.3 and TEXT_WORD.search(text):
            # The same words, and another text.
            word = self._words.new_marks()
            written = TEXT_WORD.sub(rf"\g<0>{word}", text, count=1)
        elif dice.random() < 0.5 and TEXT_WORD.search(text):
            written = TEXT_WORD.sub(word, text, count=1)
        else:
            written = dice.choice(
                [f"{text.rstrip()}\n\nBy a colleague: {word}.\n", f"{word} first.\n\n{text}"]
            )
        self._note(page, "content", word)
        self._hub.web.edit(page.id, content=written, publish=dice.random() < 0.6)

    def _edit_title(self, dice: random.Random, page: StoredPage) -> None:
        word = self._words.new("w")
        self._note(page, "title", word)
        self._hub.web.edit(page.id, title=f"{page.draft_title} {word}", publish=dice.random() < 0.6)

    def _move(self, _dice: random.Random, page: StoredPage) -> None:
        word = self._words.new("w")
        self._note(page, "folder", word)
        self._hub.web.edit(page.id, folder_ids=[word])

    def _publish(self, _dice: random.Random, page: StoredPage) -> None:
        self._hub.web.publish(page.id)

    def _archive(self, _dice: random.Random, page: StoredPage) -> None:
        self._hub.web.archive(page.id)

    def _make_alike(self, dice: random.Random, page: StoredPage) -> None:
        made = self._hub.web.create(
            page.title,
            f"Of the web: {self._words.new('s')}.",
            publish=dice.random() < 0.7,
            folder_ids=page.folder_ids,
            by=dice.choice([COLLEAGUE, ANOTHER]),
        )
        self.made.add(made.id)

    def _clone(self, dice: random.Random, page: StoredPage) -> None:
        by = dice.choice([COLLEAGUE, ANOTHER])
        self.made.add(self._hub.web.clone(page.id, by=by).id)

    def _make(self, dice: random.Random, _page: StoredPage) -> None:
        title = f"Of the web {self._words.new('s')}"
        made = self._hub.web.create(title, "Their own text.", publish=dice.random() < 0.7)
        self.made.add(made.id)
