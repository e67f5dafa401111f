"""Somebody who writes in a clone: edits, renames, swaps, new files and removed ones."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from tests.team.clone import Clone
from tests.team.files import File
from tests.team.team import Team

PATHS = tuple(f"{folder}{name}.md" for folder in ("", "in/") for name in "abcdefgh")
URLS = ("https://example.com/1", "https://example.com/2", "https://example.com/3")
FOLDERS = ("f1", "f2")

Files = dict[str, File]


class Writer:
    """Changes files at random. Every text has words of its own, so that any two differ in words."""

    def __init__(self, team: Team) -> None:
        self._team = team
        self._dice = team.dice
        self._words = team.words
        self._acts: Mapping[str, tuple[int, Callable[[Files], None]]] = {
            "texts edited": (10, self._edit),
            "titles edited": (3, self._retitle),
            "files moved to another folder of the hub": (2, self._move),
            "files published or not": (2, self._publish),
            "visibility changed": (4, self._show),
            "sources changed": (2, self._source),
            "files made": (4, self._make),
            "files removed": (3, self._remove),
            "files renamed": (3, self._rename),
            "files swapped": (2, self._swap),
            "chains of renames": (2, self._chain),
        }

    def write(self, clone: Clone) -> None:
        """Do one thing to the files of a clone."""
        clone.put(self.written(clone.files()))

    def written(self, files: Mapping[str, File]) -> Files:
        """Files after one more thing was done to them."""
        now = dict(files)
        if not now:
            self._make(now)
            return now
        names = list(self._acts)
        (name,) = self._dice.choices(names, [self._acts[name][0] for name in names])
        self._acts[name][1](now)
        self._team.counts[name] += 1
        return now

    def make(self) -> File:
        """A new file's content."""
        new, dice = self._words.new, self._dice
        body = dice.choice(
            [
                f"About {new('k')}\n========\n\n* point {new('t')}\n* and _more_ {new('t')}",
                f"Key {new('k')} is {new('t')}.\n\n1) one\n2) two {new('t')}",
                f"# {new('k')}\n\nSome *{new('t')}* __words__.",
            ]
        )
        word = dice.choice(["Plain", 'Said "so"', "It's"])
        return File(
            title=f"{word} {new('n')}",
            body=body,
            status=dice.choice(["published", "published", "draft"]),
            visibility=dice.choice(["workspace", "workspace", "workspace", "private"]),
            folder=dice.choice(FOLDERS),
            urls=tuple(dice.sample(URLS, dice.choice([0, 0, 0, 1, 2]))),
        )

    def _one(self, files: Files) -> str:
        return self._dice.choice(sorted(files))

    def _free(self, files: Files) -> str:
        return self._dice.choice([path for path in PATHS if path not in files] or [PATHS[0]])

    def _edit(self, files: Files) -> None:
        path = self._one(files)
        files[path] = files[path].with_line(self._words.new("t"))

    def _retitle(self, files: Files) -> None:
        path = self._one(files)
        others = [file.title for file in files.values()]
        # Sometimes as another page is called: pages of one title are nobody's mistake.
        title = self._dice.choice([f"New {self._words.new('n')}"] * 4 + others[:1])
        files[path] = replace(files[path], title=title)

    def _move(self, files: Files) -> None:
        path = self._one(files)
        files[path] = replace(files[path], folder=self._dice.choice(FOLDERS))

    def _publish(self, files: Files) -> None:
        path = self._one(files)
        status = "draft" if files[path].status == "published" else "published"
        files[path] = replace(files[path], status=status)

    def _show(self, files: Files) -> None:
        path = self._one(files)
        now = "private" if files[path].visibility == "workspace" else "workspace"
        files[path] = replace(files[path], visibility=now)

    def _source(self, files: Files) -> None:
        path = self._one(files)
        urls = tuple(self._dice.sample(URLS, self._dice.choice([0, 1, 2])))
        files[path] = replace(files[path], urls=urls)

    def _make(self, files: Files) -> None:
        if len(files) < len(PATHS):
            files[self._free(files)] = self.make()

    def _remove(self, files: Files) -> None:
        del files[self._one(files)]

    def _rename(self, files: Files) -> None:
        if len(files) < len(PATHS):
            new = self._free(files)
            files[new] = files.pop(self._one(files))
            if self._dice.random() < 0.2:
                files[new] = files[new].with_line(self._words.new("t"))

    def _swap(self, files: Files) -> None:
        if len(files) > 1:
            one, other = self._dice.sample(sorted(files), 2)
            files[one], files[other] = files[other], files[one]

    def _chain(self, files: Files) -> None:
        """a → b while b → c, where c is new or takes the place of a file that goes."""
        if len(files) > 1:
            one, other = self._dice.sample(sorted(files), 2)
            files[self._free(files)] = files.pop(other)
            files[other] = files.pop(one)
