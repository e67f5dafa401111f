"""The files in memory: the tree is compared with what was read of it, and only what differs is read."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from execsync.config import Config
from execsync.content.checking import check_file, find_clashes, judged
from execsync.content.file_bytes import read_bytes
from execsync.content.images import ImagesOnDisk
from execsync.content.places import shown_path
from execsync.content.tree import File, MissingRoot, walk
from execsync.core.diagnostic import Diagnostic, Severity
from execsync.core.digest import blob_id
from execsync.core.documents.desired import page_of, text_of
from execsync.core.documents.document import Document
from execsync.core.documents.edits import Edit
from execsync.core.documents.images import follows_files, image_edits
from execsync.core.documents.site import Site
from execsync.core.planning.linking import LinkSites
from execsync.core.resource import Body, Page
from execsync.core.rules import check_hub, explain
from execsync.core.settings import digest_of
from execsync.system.stamp import Stamp, stamp_of
from execsync.watch.working_set import WorkingSet

if TYPE_CHECKING:
    from execsync.core.documents.read_error import ReadError

HALF = frozenset({"EX001", "EX010"})
"""Found in a file that is being saved right now: it cannot be read, its front matter never ends."""


@dataclass(frozen=True, slots=True)
class TreeLook:
    """What a look at the tree brought. One that found half of a save, perhaps, is not settled."""

    changed: bool
    settled: bool


@dataclass(slots=True)
class _Reading:
    """A file as it was read last, and the page that was made of it."""

    file: File
    stamp: Stamp
    racy: bool
    blob: str
    document: Document | None
    found: list[Diagnostic]
    look: int
    volatile: bool = False
    images: tuple[Edit, ...] = ()
    page: Page | None = None

    def says_same(self, other: "_Reading") -> bool:
        """Whether another reading of the file gives the same page, and as much to say of it."""
        mine = (self.blob, self.document, self.found, self.images)
        return mine == (other.blob, other.document, other.found, other.images)


class ContentCache:
    """The files below the content root of one Config. Each look takes in what changed since the last."""

    def __init__(self, config: Config) -> None:
        self.working_set = WorkingSet()
        self.missing: MissingRoot | None = None
        """What is there instead of the content root, by the last look; what was read of it is kept."""
        self._config = config
        self._settings = digest_of(config.rules)
        self._readings: dict[str, _Reading] = {}
        self._troubles: dict[str, ReadError] = {}
        self._looks = 0
        self._images = ImagesOnDisk(config)
        self._paths: frozenset[str] = frozenset()

    def look(self) -> TreeLook:
        """Compare the tree with what was read of it, and read what differs."""
        self._looks += 1
        self._images = ImagesOnDisk(self._config)
        tree = walk(self._config)
        was_missing, self.missing = self.missing, tree.missing
        if tree.missing:
            return TreeLook(changed=False, settled=bool(was_missing))
        before, self._troubles = self._troubles, dict(tree.troubles)
        looks = [look for file in tree.files if (look := self._compare(file))]
        gone = self._drop_all_but({file.location for file in tree.files})
        troubled = self._troubles.keys() != before.keys()
        changed = bool(looks) or gone or troubled or not self.working_set.certain
        settled = not gone and not troubled and all(look.settled for look in looks)
        if changed:
            self.working_set = self._arrange(certain=not gone)
        return TreeLook(changed, settled)

    def _compare(self, file: File) -> TreeLook | None:
        """Read a file that is not the one that was read; None where nothing is new."""
        # Taken before the file is read: a change in between shows in the next look.
        read_at, stamp = time.time_ns(), stamp_of(file.location)
        known = self._readings.get(file.location)
        volatile = known is not None and known.volatile
        if stamp is None or (known and known.stamp == stamp and not (known.racy or volatile)):
            return None
        racy = stamp.is_racy(read_at)
        data, trouble = read_bytes(file)
        blob = "" if trouble else blob_id(data)
        if known and blob and known.blob == blob and not volatile:
            known.stamp, known.racy = stamp, racy
            return None
        rules, now = self._config.rules, datetime.now(UTC)
        document, found = check_file(file.path, data, trouble, rules, now, self._images)
        reading = _Reading(file, stamp, racy, blob, document, found, self._looks)
        if document:
            follows = follows_files(document, rules, self._images)
            reading.volatile = follows or document.foreign.timed
            if follows:
                reading.images = tuple(image_edits(document, rules.assets, self._images))
        if known and known.says_same(reading):
            known.stamp, known.racy = stamp, racy
            return None  # its time has not come yet, and its images are what they were
        is_half = not data.strip() or any(one.code in HALF for one in found)
        self._readings[file.location] = reading
        return TreeLook(changed=True, settled=not is_half)

    def _drop_all_but(self, locations: set[str]) -> bool:
        """Forget the files that are not there any more, but none in a folder that cannot be looked into."""
        gone = [
            location
            for location, reading in self._readings.items()
            if location not in locations and not reading.file.path.startswith(self._hidden)
        ]
        for location in gone:
            del self._readings[location]
        return bool(gone)

    @property
    def _hidden(self) -> tuple[str, ...]:
        return tuple(path for path in self._troubles if not path or path.endswith("/"))

    def _arrange(self, *, certain: bool) -> WorkingSet:
        readings = sorted(self._readings.values(), key=lambda r: (r.file.path, r.file.location))
        documents = [reading.document for reading in readings if reading.document]
        found = [explain(path, trouble) for path, trouble in self._troubles.items()]
        found += [one for reading in readings for one in reading.found]
        between = check_hub(documents)
        config = self._config
        diagnostics = judged(found + between, config)
        bad = {one.path for one in diagnostics if one.severity is Severity.ERROR}
        clashes = find_clashes(documents, diagnostics) if between else frozenset()
        paths = frozenset(reading.file.path for reading in readings)
        if paths != self._paths:
            # What names a file by a part of its path may mean another one by now.
            for reading in readings:
                if reading.page and reading.page.body.is_loose:
                    reading.page = None
        self._paths = paths
        site = Site(paths, config.rules.links)
        linked_only = {}
        pages, broken = [], {path for path in self._troubles if path not in self._hidden}
        for reading in readings:
            path = reading.file.path
            is_bad = bool(bad) and shown_path(path, config) in bad
            if not reading.document or is_bad or path in clashes:
                broken.add(path)
            elif not reading.document.is_managed:
                linked_only[path] = str(reading.document.front["id"])
            else:
                is_lasting = not (reading.found or reading.volatile)
                clean = self._settings if is_lasting else ""
                reading.page = reading.page or page_of(
                    reading.document,
                    config.rules,
                    Body.of(text_of(reading.document, config.rules, site, self._images)),
                    blob=reading.blob,
                    clean=clean,
                )
                pages.append(reading.page)
        return WorkingSet(
            pages=tuple(pages),
            broken=frozenset(broken),
            hidden=self._hidden,
            diagnostics=tuple(diagnostics),
            certain=certain,
            sites=LinkSites(config.rules.links.page_url, linked_only),
            saved={r.file.path: r.look for r in readings if r.look > 1},
        )
