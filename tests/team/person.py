"""Somebody who reads what a run says, and does what it names as the way out."""

import re
import shlex
from collections.abc import Callable
from dataclasses import replace

from tests.crash.runs import Order
from tests.team.clone import Clone
from tests.team.files import File, key_of
from tests.team.origin import How, merge_states
from tests.team.run import PAGE_ID, Obstacle, Run
from tests.team.team import APPLY, Team

COMMAND = re.compile(r"execsync (state (?:adopt|rm|mv) [^;,`]+)")
HOWS: tuple[How, ...] = ("driver", "driver", "merge", "ours", "theirs")
OVERWRITE = ("--on-drift", "overwrite")
BOTH = ("--allow-same-title",)

Options = tuple[str, ...]
Settle = Callable[[Clone, Obstacle], list[Options]]


class Person:
    """Settles obstacles, one way or another of those that are named."""

    def __init__(self, team: Team) -> None:
        self._team = team
        self._dice = team.dice
        self._ways: tuple[tuple[tuple[str, ...], Settle], ...] = (
            (("or archive it on the web",), self._retire),
            (("--on-drift overwrite",), self._choose_text),
            (("state adopt", "archive one on the web", "archive that"), self._choose_page),
            (("state rm",), self._bring_back),
            (("if that is meant: --prune",), lambda *_: [("--prune",)]),
            (("--allow-replace",), self._replace),
            (("put the state file back", "check out the branch"), self._put_back),
            (("--allow-archive",), lambda *_: [("--allow-archive", "99")]),
            (("--prune archives it",), lambda *_: [("--prune",)]),
            (("again", "apply"), lambda *_: []),
        )

    def settle(self, clone: Clone, run: Run) -> Options:
        """Do what all messages of a run ask for. Returns the options that the next run is to have.

        That pages of one title are meant is said alone: it holds for all that the same run would do.
        """
        options: dict[Options, None] = {}
        for obstacle in run.obstacles():
            for option in self._settle(clone, obstacle):
                options[option] = None
        if BOTH in options:
            return BOTH
        return tuple(word for option in options for word in option)

    def _settle(self, clone: Clone, obstacle: Obstacle) -> list[Options]:
        self._team.counts["obstacles settled"] += 1
        for words, settle in self._ways:
            if any(word in obstacle.way_out for word in words):
                return settle(clone, obstacle)
        assert "stopped" in obstacle.reason, f"no way out is named that a person knows: {obstacle}"
        return []

    def _choose_text(self, clone: Clone, obstacle: Obstacle) -> list[Options]:
        """Write over it, or write into the file what the web says."""
        page_id, files = obstacle.page_id, clone.files()
        if not page_id or self._dice.random() < 0.4:
            return [OVERWRITE]
        page, file = self._team.deeds.page(page_id), files.get(obstacle.path)
        text = page.draft_content.strip("\n")
        if file is None or page.status == "archived" or key_of(text) != file.key:
            return [OVERWRITE]
        files[obstacle.path] = replace(
            file,
            title=page.draft_title,
            body=text,
            status=page.status,
            folder=page.folder_ids[0] if page.folder_ids else file.folder,
        )
        clone.put(files)
        self._team.web.settle(page_id)
        self._team.counts["web texts taken into files"] += 1
        return []

    def _choose_page(self, clone: Clone, obstacle: Obstacle) -> list[Options]:
        """Of the pages that a message shows: the file's own is adopted; of others one goes, or both stay."""
        team, files = self._team, clone.files()
        shown = PAGE_ID.findall(f"{obstacle.reason} {obstacle.way_out}")
        kept = self._owned(clone)
        live = {page.id for page in team.deeds.live()}
        ids = [i for i in dict.fromkeys(shown) if i in live and i not in kept]
        own = [i for i in ids if i not in team.web.made and self._is_page_of(i, obstacle, files)]
        if own and "state adopt" in obstacle.way_out:
            team.run(clone, Order(("state", "adopt", f"page:{obstacle.path}", own[0])))
            return []
        for page_id in own:
            team.web.archive(page_id)
        strangers = [i for i in ids if i not in own]
        return [option for i in strangers for option in self._settle_stranger(clone, obstacle, i)]

    def _settle_stranger(self, clone: Clone, obstacle: Obstacle, page_id: str) -> list[Options]:
        team = self._team
        choices = ["both", "archive"]
        if page_id in team.web.made:
            choices += ["rename", "adopt"] if "state adopt" in obstacle.way_out else ["rename"]
        elif team.deeds.keys.get(page_id) in {file.key for file in clone.files().values()}:
            choices = ["both"]
        match self._dice.choice(choices):
            case "archive":
                team.web.archive(page_id)
            case "rename":
                team.web.rename(page_id)
            case "adopt":
                team.promises.adopted.add(page_id)
                team.run(clone, Order(("state", "adopt", f"page:{obstacle.path}", page_id)))
            case _:
                team.promises.allowed.add(page_id)
                return [BOTH]
        return []

    def _is_page_of(self, page_id: str, obstacle: Obstacle, files: dict[str, File]) -> bool:
        """By its key; a note on a page that is there names it by what its file was called before this run."""
        key = self._team.deeds.keys.get(page_id, "")
        if "state adopt" in obstacle.way_out:
            return obstacle.path in files and files[obstacle.path].key == key
        kept = {
            self._team.deeds.keys.get(i) for i in PAGE_ID.findall(obstacle.reason) if i != page_id
        }
        return key in kept

    def _owned(self, clone: Clone) -> frozenset[str]:
        state = clone.known()
        return state.owned_ids() if state else frozenset()

    def _bring_back(self, clone: Clone, obstacle: Obstacle) -> list[Options]:
        """A page that a colleague archived: forgotten, and made anew, or its file goes too."""
        if self._dice.random() < 0.3 and obstacle.path in clone.files():
            clone.remove(obstacle.path)
            return []
        found = COMMAND.search(obstacle.way_out)
        assert found, obstacle
        self._team.run(clone, Order(tuple(shlex.split(found[1]))))
        return []

    def _replace(self, clone: Clone, obstacle: Obstacle) -> list[Options]:
        if self._dice.random() < 0.7:
            return [("--allow-replace", obstacle.path)]
        files = clone.files()
        if obstacle.path not in files:
            return []  # somebody has removed it since
        file = files[obstacle.path]
        now = "private" if file.visibility == "workspace" else "workspace"
        clone.put({**files, obstacle.path: replace(file, visibility=now)})
        return []

    def _retire(self, _clone: Clone, obstacle: Obstacle) -> list[Options]:
        """A page that was replaced, and then edited by a colleague."""
        if self._dice.random() < 0.5:
            return [OVERWRITE, ("--prune",)]
        for page_id in PAGE_ID.findall(obstacle.reason):
            self._team.web.archive(page_id)
        return []

    def _put_back(self, clone: Clone, _obstacle: Obstacle) -> list[Options]:
        """Put the State back that a journal belongs to, apply, then have what both States say."""
        if not clone.journal.exists():
            return []  # somebody has had State rebuilt since
        newer = clone.state_bytes()
        assert clone.cut_short is not None, "no other State was here"
        clone.state_file.write_bytes(clone.cut_short)
        self._team.run(clone, Order(APPLY))
        if not clone.journal.exists():
            how = self._dice.choice(HOWS)
            clone.put_state(merge_states(None, clone.state_bytes(), newer, how))
        return []
