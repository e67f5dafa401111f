"""A stand-in for GitHub's REST API on loopback: comments, issues and pull requests of one repository."""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

BOT = "github-actions[bot]"
REPOSITORY = "team/handbook"
TOKEN = "ghs_thisjobsowntoken"
LONGEST = 65_536
"""Characters that a comment, an issue or a pull request may have."""

Row = dict[str, Any]


@dataclass
class FakeGitHub:
    """What the repository holds. `refuses` answers every write with 403, as a fork's token is answered."""

    refuses: bool = False
    comments: dict[int, list[Row]] = field(default_factory=dict)
    issues: list[Row] = field(default_factory=list)
    pulls: list[Row] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)
    url: str = ""
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

    def answer(self, method: str, path: str, given: Row) -> tuple[int, Any]:
        """Status and JSON."""
        place, _, query = path.partition("?")
        asked = {name: values[-1] for name, values in parse_qs(query).items()}
        self.asked.append((method, place))
        if method != "GET" and self.refuses:
            return 403, {"message": "Resource not accessible by integration"}
        if len(given.get("body", "")) > LONGEST:
            return 422, {"message": "Validation Failed"}
        for verb, pattern, act in ROUTES:
            found = re.fullmatch(pattern, place.removeprefix(f"/repos/{REPOSITORY}"))
            if verb == method and found:
                status, told = act(self, found.groups(), {**asked, **given})
                return int(status), told
        return 404, {"message": "Not Found"}

    def _list_comments(self, parts: Any, asked: Row) -> tuple[int, Any]:
        return 200, _page(self.comments.get(int(parts[0]), []), asked)

    def _add_comment(self, parts: Any, given: Row) -> tuple[int, Any]:
        return 201, self.comment(int(parts[0]), given["body"])

    def _edit_comment(self, parts: Any, given: Row) -> tuple[int, Any]:
        every = [row for rows in self.comments.values() for row in rows]
        row = next(row for row in every if row["id"] == int(parts[0]))
        return 200, _changed(row, given)

    def _list_issues(self, _parts: Any, asked: Row) -> tuple[int, Any]:
        found = [
            row
            for row in self.issues
            if row["state"] == asked["state"] and row["user"]["login"] == asked["creator"]
        ]
        return 200, _page(found, asked)

    def _add_issue(self, _parts: Any, given: Row) -> tuple[int, Any]:
        self.issues.append(
            {"number": self._next(), "state": "open", "user": {"login": BOT}, **given}
        )
        return 201, self.issues[-1]

    def _edit_issue(self, parts: Any, given: Row) -> tuple[int, Any]:
        row = next(row for row in self.issues if row["number"] == int(parts[0]))
        return 200, _changed(row, given)

    def _of_commit(self, parts: Any, asked: Row) -> tuple[int, Any]:
        found = [row for row in self.pulls if row.get("merge_commit_sha") == parts[0]]
        return 200, _page(found, asked)

    def _list_pulls(self, _parts: Any, asked: Row) -> tuple[int, Any]:
        found = [
            row
            for row in self.pulls
            if row["state"] == asked["state"] and row["head"]["label"] == asked["head"]
        ]
        return 200, _page(found, asked)

    def _add_pull(self, _parts: Any, given: Row) -> tuple[int, Any]:
        values = {"branch": given["head"], "title": given["title"], "body": given["body"]}
        return 201, self.pull(self._next(), **values)

    def _edit_pull(self, parts: Any, given: Row) -> tuple[int, Any]:
        row = next(row for row in self.pulls if row["number"] == int(parts[0]))
        return 200, _changed(row, given)

    def _next(self) -> int:
        self._ids += 1
        return self._ids


ROUTES: Any = (
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


def _page(rows: list[Row], asked: Row) -> list[Row]:
    size, page = int(asked["per_page"]), int(asked["page"])
    return rows[size * (page - 1) : size * page]


def _changed(row: Row, given: Row) -> Row:
    row.update(given)
    return row


@contextmanager
def fake_github() -> Iterator[FakeGitHub]:
    """One that answers for a block. A request without the token is answered with 401."""
    github = FakeGitHub()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            given = json.loads(self.rfile.read(length)) if length else {}
            status, told = 401, {"message": "Bad credentials"}
            if self.headers.get("Authorization") == f"Bearer {TOKEN}":
                status, told = github.answer(self.command, _path(self.path), given)
            data = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_POST = do_PATCH = do_GET  # noqa: N815 (names of http.server)

        def log_message(self, *_given: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    github.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield github
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _path(target: str) -> str:
    parts = urlsplit(target)
    return f"{parts.path}?{parts.query}"
