"""Bodies that were applied, kept by their digest, so that a plan can show what would change in a text."""

from collections.abc import Iterator
from contextlib import suppress

from execsync.core import size_limits
from execsync.core.digest import digest
from execsync.core.state import PageState, State
from execsync.errors import UnsafeFileError
from execsync.state.folder import BODIES, StateFolder


class Bodies:
    """A folder of texts. It is a cache: it may be deleted at any time."""

    def __init__(self, folder: StateFolder) -> None:
        self._folder = folder

    def keep(self, text: str) -> None:
        """Remember a body; not one that is larger than a page may be, for `find` would refuse its file."""
        name, data = _name(digest(text)), text.encode("utf-8")
        if len(data) <= size_limits.PAGE and self._folder.stamp(name) is None:
            self._folder.keep(name, data)

    def find(self, of: str) -> str | None:
        """The body with this digest, or None where it is not here or was damaged."""
        try:
            data = self._folder.read(_name(of), limit=size_limits.PAGE)
            text = (data or b"").decode()
        except (OSError, UnicodeDecodeError):
            return None
        return text if data is not None and digest(text) == of else None

    def prune(self, state: State) -> None:
        """Forget the texts that State names no more. What cannot be removed stays, and nothing is said."""
        pages = (*state.pages.values(), *(doubt.page for doubt in state.in_doubt))
        named = {_name(of) for page in pages for of in _texts(page)}
        for part in self._names(BODIES):
            for rest in self._names(f"{BODIES}/{part}"):
                name = f"{BODIES}/{part}/{rest}"
                if name not in named:
                    with suppress(OSError):
                        self._folder.remove(name)

    def _names(self, name: str) -> list[str]:
        try:
            return self._folder.names(name)
        except (OSError, UnsafeFileError):
            return []


def _texts(page: PageState) -> Iterator[str]:
    """The digests of what we sent, and of what the hub shows in its place."""
    yield page.sent_digest
    for shown in (page.observed, page.drift):
        if shown and shown.body:
            yield shown.body


def _name(of: str) -> str:
    """The file of a digest; for what is no digest, in somebody else's State, one that holds no text."""
    name = of.removeprefix("sha256:")
    return f"{BODIES}/{name[:2]}/{name[2:]}" if name.isalnum() else f"{BODIES}/none"
