"""A bare repository that clones share."""

from pathlib import Path

from tests.support.git import Repository


class Bare:
    """A bare repository, `name` in `folder`, with a commit on main that somebody made in `work`."""

    def __init__(self, folder: Path, name: str = "origin.git") -> None:
        self.path = folder / name
        self.work = Repository(folder / "first")
        self.work.put("README.md", b"A handbook.\n")
        self.work.run("clone", "--quiet", "--bare", ".", str(self.path))
        self.git("config", "http.receivepack", "true")
        self._folder = folder
        self._clones = 0

    def git(self, *arguments: str) -> str:
        """What a command of Git prints there."""
        return Repository.at(self.path).run(*arguments).out.strip()

    def clone(self, address: str = "", *options: str) -> Repository:
        """A clone whose origin is an address, or the repository's path."""
        self._clones += 1
        folder = self._folder / f"clone-{self._clones}"
        given = ("clone", "--quiet", *options, f"file://{self.path}", str(folder))
        Repository.at(self._folder).run(*given)
        made = Repository.at(folder)
        made.run("remote", "set-url", "origin", address or f"file://{self.path}")
        return made
