"""Cells as objects of a cloud's store, written on condition of their version."""

from typing import Self

from execsync.state.cells import Cell


class ObjectCells:
    """Cells below a location: `s3://bucket/prefix` or `az://container/prefix`."""

    @classmethod
    def at(cls, location: str) -> Self:
        """The cells of a location, with the cloud's usual credentials. Nothing is asked yet."""
        raise NotImplementedError

    def read(self, name: str, *, within: float | None = None) -> Cell | None:
        """What is stored under a name."""
        raise NotImplementedError

    def write(self, name: str, data: bytes, over: str | None, *, says: str = "") -> str:
        """Replace the version `over`."""
        raise NotImplementedError
