"""Files that need not be parsed: they hold, byte for byte, what State has of them."""

from collections.abc import Mapping
from dataclasses import dataclass

from execsync.config import Config
from execsync.content.file_bytes import holds
from execsync.content.tree import File, Tree
from execsync.core.directory import UNKNOWN, Directory
from execsync.core.planning.linking import LinkSites
from execsync.core.planning.unchanged import UnchangedPages
from execsync.core.settings import digest_of
from execsync.core.state import State


@dataclass(frozen=True, slots=True)
class UnchangedFiles:
    """The files of unchanged pages that nobody has changed, by path."""

    pages: UnchangedPages
    files: Mapping[str, File]

    @classmethod
    def find(
        cls, tree: Tree, state: State, config: Config, directory: Directory = UNKNOWN
    ) -> "UnchangedFiles":
        """Those of a `tree`; `directory` says what names of folders and skills mean by now."""
        paths = [file.path for file in tree.files]
        sites = LinkSites(config.rules.links.page_url)
        pages = UnchangedPages.of(
            state,
            digest_of(config.rules),
            sites=sites,
            paths=paths,
            directory=directory,
            keeps_foreign=config.apply.foreign_sources == "keep",
        )
        blobs = pages.blobs
        found = (file for file in tree.files if file.path in blobs)
        return cls(pages, {file.path: file for file in found if holds(file, blobs[file.path])})

    def are_all(self, tree: Tree) -> bool:
        """Whether there are no other files, and no other pages in State: nothing is to be done or said."""
        state = self.pages.state
        names = {path.casefold() for path in self.files}
        sizes = {len(self.files), len(tree.files), len(names), len(state.pages)}
        return (
            sizes == {len(names)}
            and bool(names)
            and not (tree.missing or tree.troubles or state.in_doubt)
        )


NONE_UNCHANGED = UnchangedFiles(UnchangedPages(State(""), {}), {})
"""For whoever is to read everything."""
