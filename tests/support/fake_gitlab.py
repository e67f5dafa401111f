"""A stand-in for GitLab's REST API on loopback: notes, issues and merge requests of one project."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.support.forge_server import Route, Row, changed, page, serve_forge

BOT = "project_5_bot"
PROJECT = 5
TOKEN = "glpat-ofthisproject"


@dataclass
class FakeGitLab:
    """What the project holds. `refuses` answers every write with 403."""

    refuses: bool = False
    notes: dict[int, list[Row]] = field(default_factory=dict)
    issues: list[Row] = field(default_factory=list)
    requests: list[Row] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)
    meet: Callable[[str], object] = field(default=lambda _path: None)
    url: str = ""
    longest: int = 1_000_000
    _ids: int = 100

    @property
    def routes(self) -> Sequence[Route]:
        """What it answers to."""
        place = f"/api/v4/projects/{PROJECT}"
        return [
            ("GET", "/api/v4/user", lambda *_: (200, {"username": BOT})),
            *((verb, f"{place}{path}", act) for verb, path, act in ROUTES),
        ]

    @property
    def credentials(self) -> tuple[str, str]:
        """The header with the token."""
        return "PRIVATE-TOKEN", TOKEN

    def request(self, iid: int, **values: Any) -> Row:
        """Add a merge request."""
        row = {
            "iid": iid,
            "state": "opened",
            "source_branch": "change",
            "target_branch": "main",
            "source_project_id": PROJECT,
            "target_project_id": PROJECT,
            "description": "",
        }
        self.requests.append({**row, **values})
        return self.requests[-1]

    def bodies(self, iid: int) -> list[str]:
        """The texts of the notes on a merge request."""
        return [row["body"] for row in self.notes.get(iid, [])]

    def _list_notes(self, parts: Any, asked: Row) -> tuple[int, Any]:
        assert (asked["sort"], asked["order_by"]) == ("asc", "created_at")
        return 200, page(self.notes.get(int(parts[0]), []), asked)

    def _add_note(self, parts: Any, given: Row) -> tuple[int, Any]:
        row = {"id": self._next(), "author": {"username": BOT}, "body": given["body"]}
        self.notes.setdefault(int(parts[0]), []).append(row)
        return 201, row

    def _edit_note(self, parts: Any, given: Row) -> tuple[int, Any]:
        found = [row for row in self.notes.get(int(parts[0]), []) if row["id"] == int(parts[1])]
        return (200, changed(found[0], given)) if found else (404, {"message": "404 Not found"})

    def _list_issues(self, _parts: Any, asked: Row) -> tuple[int, Any]:
        found = [
            row
            for row in self.issues
            if row["state"] == asked["state"]
            and row["author"]["username"] == asked["author_username"]
        ]
        return 200, page(found, asked)

    def _add_issue(self, _parts: Any, given: Row) -> tuple[int, Any]:
        row = {"iid": self._next(), "state": "opened", "author": {"username": BOT}, **given}
        self.issues.append(row)
        return 201, row

    def _edit_issue(self, parts: Any, given: Row) -> tuple[int, Any]:
        return 200, _settle(_of(self.issues, parts[0]), given)

    def _of_commit(self, parts: Any, asked: Row) -> tuple[int, Any]:
        found = [row for row in self.requests if row.get("merge_commit_sha") == parts[0]]
        return 200, page(found, asked)

    def _list_requests(self, _parts: Any, asked: Row) -> tuple[int, Any]:
        wanted = ("state", "source_branch", "target_branch")
        found = [row for row in self.requests if all(row[key] == asked[key] for key in wanted)]
        return 200, page(found, asked)

    def _add_request(self, _parts: Any, given: Row) -> tuple[int, Any]:
        return 201, self.request(self._next(), **given)

    def _edit_request(self, parts: Any, given: Row) -> tuple[int, Any]:
        return 200, _settle(_of(self.requests, parts[0]), given)

    def _next(self) -> int:
        self._ids += 1
        return self._ids


ROUTES: tuple[Route, ...] = (
    ("GET", r"/merge_requests/(\d+)/notes", FakeGitLab._list_notes),
    ("POST", r"/merge_requests/(\d+)/notes", FakeGitLab._add_note),
    ("PUT", r"/merge_requests/(\d+)/notes/(\d+)", FakeGitLab._edit_note),
    ("GET", r"/issues", FakeGitLab._list_issues),
    ("POST", r"/issues", FakeGitLab._add_issue),
    ("PUT", r"/issues/(\d+)", FakeGitLab._edit_issue),
    ("GET", r"/repository/commits/(\w+)/merge_requests", FakeGitLab._of_commit),
    ("GET", r"/merge_requests", FakeGitLab._list_requests),
    ("POST", r"/merge_requests", FakeGitLab._add_request),
    ("PUT", r"/merge_requests/(\d+)", FakeGitLab._edit_request),
)


def _of(rows: list[Row], iid: str) -> Row:
    return next(row for row in rows if row["iid"] == int(iid))


def _settle(row: Row, given: Row) -> Row:
    """Change a row as GitLab does: its state by an event, `close` or `reopen`."""
    states = {"close": "closed", "reopen": "opened"}
    if event := given.pop("state_event", ""):
        row["state"] = states[event]
    return changed(row, given)


@contextmanager
def fake_gitlab() -> Iterator[FakeGitLab]:
    """One that answers for a block."""
    with serve_forge(FakeGitLab()) as gitlab:
        yield gitlab
