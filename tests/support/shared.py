"""Checkouts whose State is on a ref of a bare repository that they share."""

from pathlib import Path

from execsync.core.serde import load_state
from execsync.core.state import State
from execsync.state.git_cells import GitCells
from tests.support.checkout import Checkout
from tests.support.git import Repository

REF = "refs/heads/execsync-state"
NO_LIMITS = "[limits]\nper_minute = 0\nper_day = 0\n"


class SharedState:
    """A bare repository, and what lies on its refs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._outer = Repository(folder / "outer")
        self._outer.run("init", "--quiet", "--bare", str(folder / "bare.git"))
        self.address = (folder / "bare.git").as_uri()
        self.config = f'{NO_LIMITS}[state]\nbackend = "git"\nremote = "{self.address}"\n'

    @property
    def cells(self) -> GitCells:
        return GitCells(self._outer.folder, self.address, REF)

    def checkout(self, name: str, url: str) -> Checkout:
        """A new repository with a hub's content, as a clone of it is."""
        checkout = Checkout(self.folder / name, url, config=self.config)
        Repository(checkout.folder)
        return checkout

    def state(self) -> State:
        cell = self.cells.read("state")
        assert cell is not None
        return load_state(cell.data)

    def hide(self) -> None:
        """Have nobody reach it."""
        (self.folder / "bare.git").rename(self.folder / "hidden.git")
