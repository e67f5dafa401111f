"""A stand-in for GitHub's REST API on loopback: comments, issues and pull requests of one repository."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.support.forge_server import Route, Row, changed, page, serve_forge

BOT = "github-actions[bot]"
REPOSITORY = "team/handbook"
TOKEN = "ghs_thisjobsowntoken"
LONGEST = 65_536
"""Characters that a comment, an issue or a pull request may have."""


@dataclass
class FakeGitHub:
    """What the repository holds. `refuses` answers every write with 403, as a fork's token is answered."""

    refuses: bool = False
    comments: dict[int, list[Row]] = field(default_factory=dict)
    issues: list[Row] = field(default_factory=list)
    pulls: list[Row] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)
    meet: Callable[[str], object] = field(default=lambda _path: None)
    url: str = ""
    longest: int = LONGEST
    _ids: int = 100

    def comment(self, number: int, body: str, *, author: str = BOT) -> Row:
        """Add a comment."""
        row = {"id": self._next(), "body": body, "user": {"login": author}}
        self.comments.setdefault(number, []).append(row)
        return row

    def pull(self, number: int, **values: Any) -> Row:
        """Add a pull request; `owner`, `branch`, `sha` are those of its head."""
        owner, branch = values.pop("owner", "team"), values.pop("branch", "change")
        head = {"label": f"{owner}:{branch}", "sha": values.pop("sha", "")}
        row = {"number": number, "state": "open", "merged_at": None, "head": head, "body": ""}
        self.pulls.append({**row, **values})
        return self.pulls[-1]

    def bodies(self, number: int) -> list[str]:
        """The texts of the comments on a pull request."""
        return [row["body"] for row in self.comments.get(number, [])]

    @property
    def routes(self) -> Sequence[Route]:
        """What it answers to."""
        return [(verb, f"/repos/{REPOSITORY}{path}", act) for verb, path, act in ROUTES]

    @property
    def credentials(self) -> tuple[str, str]:
        """The header with the token."""
        return "Authorization", f"Bearer {TOKEN}"

    def _list_comments(self, parts: Any, asked: Row) -> tuple[int, Any]:
        return 200, page(self.comments.get(int(parts[0]), []), asked)

    def _add_comment(self, parts: Any, given: Row) -> tuple[int, Any]:
        return 201, self.comment(int(parts[0]), given["body"])

    def _edit_comment(self, parts: Any, given: Row) -> tuple[int, Any]:
        every = [row for rows in self.comments.values() for row in rows]
        row = next(row for row in every if row["id"] == int(parts[0]))
        return 200, changed(row, given)

    def _list_issues(self, _parts: Any, asked: Row) -> tuple[int, Any]:
        found = [
            row
            for row in self.issues
            if row["state"] == asked["state"] and row["user"]["login"] == asked["creator"]
        ]
        return 200, page(found, asked)

    def _add_issue(self, _parts: Any, given: Row) -> tuple[int, Any]:
        self.issues.append(
            {"number": self._next(), "state": "open", "user": {"login": BOT}, **given}
        )
        return 201, self.issues[-1]

    def _edit_issue(self, parts: Any, given: Row) -> tuple[int, Any]:
        row = next(row for row in self.issues if row["number"] == int(parts[0]))
        return 200, changed(row, given)

    def _of_commit(self, parts: Any, asked: Row) -> tuple[int, Any]:
        found = [row for row in self.pulls if row.get("merge_commit_sha") == parts[0]]
        return 200, page(found, asked)

    def _list_pulls(self, _parts: Any, asked: Row) -> tuple[int, Any]:
        found = [
            row
            for row in self.pulls
            if row["state"] == asked["state"] and row["head"]["label"] == asked["head"]
        ]
        return 200, page(found, asked)

    def _add_pull(self, _parts: Any, given: Row) -> tuple[int, Any]:
        values = {"branch": given["head"], "title": given["title"], "body": given["body"]}
        return 201, self.pull(self._next(), **values)

    def _edit_pull(self, parts: Any, given: Row) -> tuple[int, Any]:
        row = next(row for row in self.pulls if row["number"] == int(parts[0]))
        return 200, changed(row, given)

    def _next(self) -> int:
        self._ids += 1
        return self._ids


ROUTES: tuple[Route, ...] = (
    ("GET", r"/issues/(\d+)/comments", FakeGitHub._list_comments),
    ("POST", r"/issues/(\d+)/comments", FakeGitHub._add_comment),
    ("PATCH", r"/issues/comments/(\d+)", FakeGitHub._edit_comment),
    ("GET", r"/issues", FakeGitHub._list_issues),
    ("POST", r"/issues", FakeGitHub._add_issue),
    ("PATCH", r"/issues/(\d+)", FakeGitHub._edit_issue),
    ("GET", r"/commits/(\w+)/pulls", FakeGitHub._of_commit),
    ("GET", r"/pulls", FakeGitHub._list_pulls),
    ("POST", r"/pulls", FakeGitHub._add_pull),
    ("PATCH", r"/pulls/(\d+)", FakeGitHub._edit_pull),
)


@contextmanager
def fake_github() -> Iterator[FakeGitHub]:
    """One that answers for a block."""
    with serve_forge(FakeGitHub()) as github:
        yield github
