"""What became, or would become, of one page that somebody edited on the web: for people and programs."""

from dataclasses import dataclass
from enum import StrEnum

from execsync.core.planning.web_edit import WebEdit


class Result(StrEnum):
    """What became of it.

    PULLED: nobody had changed the file. MERGED: somebody had, elsewhere. CLASHED: in the same place. SAME:
    the file says it by now. KEPT: the file's side was chosen, and is to be applied over the web's. LEFT:
    nothing was done, for the `reason` that is told.
    """

    PULLED = "pulled"
    MERGED = "merged"
    CLASHED = "clashed"
    SAME = "same"
    KEPT = "kept"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Pulled:
    """One page. `path` is its file's, from the folder of execsync.toml; `fields` are those of the web edit.

    `conflicts` counts the places where both sides have changed something, and `clashing` names those of them
    that are fields of front matter. `before` and `after` are the whole text of the file. An `error` ends the
    command with 1.
    """

    path: str
    page_id: str
    result: Result
    fields: tuple[str, ...] = ()
    edit: WebEdit | None = None
    conflicts: int = 0
    clashing: tuple[str, ...] = ()
    before: str = ""
    after: str = ""
    reason: str = ""
    hint: str = ""
    error: bool = False
    notes: tuple[str, ...] = ()

    @property
    def writes(self) -> bool:
        """Whether the file is to be another one."""
        return self.result is not Result.LEFT and self.before != self.after


@dataclass(frozen=True, slots=True)
class PullReport:
    """A whole pull, or what one would do. `is_done` says that it was done."""

    pages: tuple[Pulled, ...]
    is_done: bool = False

    def of(self, *results: Result) -> list[Pulled]:
        """The pages that ended so."""
        return [page for page in self.pages if page.result in results]

    @property
    def writes(self) -> list[Pulled]:
        """The pages whose files are to be other ones."""
        return [page for page in self.pages if page.writes]

    @property
    def clashes(self) -> list[Pulled]:
        """The pages of which both sides have changed the same."""
        return self.of(Result.CLASHED)

    @property
    def fails(self) -> bool:
        """Whether it ends with 1."""
        return bool(self.clashes) or any(page.error for page in self.pages)
