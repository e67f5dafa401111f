"""GitHub's REST API, as far as a job needs it."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from execsync.ci.forge import Note
from execsync.ci.rest import Rest

BOT = "github-actions[bot]"
"""Who writes with the token that a runner gives to a job."""
_REPOSITORY = re.compile(r"[\w.-]+/[\w.-]+")


class GitHub:
    """One repository. `author` is the login that the token writes as."""

    longest = 65_536

    def __init__(self, address: str, repository: str, token: str, author: str = "") -> None:
        self.author = author or BOT
        if not _REPOSITORY.fullmatch(repository):
            raise ValueError("no repository")
        self._owner = repository.partition("/")[0]
        self._place = f"repos/{repository}"
        self._rest = Rest(
            address,
            {
                "Authorization": f"Bearer {token}",
                "Accept": "application/vnd.github+json",
                "X-GitHub-Api-Version": "2022-11-28",
            },
        )

    def notes(self, request: int) -> Iterator[Note]:
        """The comments of a pull request, oldest first."""
        return map(_note, self._rest.each(f"{self._place}/issues/{request}/comments"))

    def add_note(self, request: int, body: str) -> None:
        """Add a comment."""
        self._rest.ask("POST", f"{self._place}/issues/{request}/comments", json={"body": body})

    def edit_note(self, request: int, note: int, body: str) -> None:  # noqa: ARG002 (GitLab needs it)
        """Replace the text of a comment."""
        self._rest.ask("PATCH", f"{self._place}/issues/comments/{note}", json={"body": body})

    def merged_request(self, commit: str) -> int | None:
        """The pull request whose merge made this commit."""
        rows = self._rest.each(f"{self._place}/commits/{commit}/pulls")
        merged = [row for row in rows if row.get("merged_at")]
        exact = [row for row in merged if row.get("merge_commit_sha") == commit]
        return next((int(row["number"]) for row in (*exact, *merged)), None)

    def open_issues(self) -> Iterator[Note]:
        """The issues of ours that are open."""
        rows = self._rest.each(f"{self._place}/issues", state="open", creator=self.author)
        return (_note(row, "number") for row in rows if "pull_request" not in row)

    def add_issue(self, title: str, body: str) -> None:
        """Open an issue."""
        self._rest.ask("POST", f"{self._place}/issues", json={"title": title, "body": body})

    def edit_issue(self, issue: int, body: str, *, close: bool) -> None:
        """Replace the text of an issue, and close it or leave it open."""
        given = {"body": body, "state": "closed" if close else "open"}
        self._rest.ask("PATCH", f"{self._place}/issues/{issue}", json=given)

    def open_request(self, branch: str, base: str) -> int | None:
        """The open pull request of a branch of this repository into another."""
        return self.request_of(self._owner, branch, base=base)

    def request_of(self, owner: str, branch: str, **more: str) -> int | None:
        """The open pull request of an owner's branch."""
        row = self.request_row(owner, branch, **more)
        return int(row["number"]) if row else None

    def request_row(self, owner: str, branch: str, **more: str) -> Mapping[str, Any] | None:
        """All that is told of it."""
        rows = self._rest.each(
            f"{self._place}/pulls", state="open", head=f"{owner}:{branch}", **more
        )
        return next((r for r in rows if r["head"]["label"] == f"{owner}:{branch}"), None)

    def add_request(self, branch: str, base: str, title: str, body: str) -> None:
        """Open a pull request."""
        given = {"head": branch, "base": base, "title": title, "body": body}
        self._rest.ask("POST", f"{self._place}/pulls", json=given)

    def edit_request(self, request: int, body: str, *, close: bool) -> None:
        """Replace the text of a pull request, and close it or leave it open."""
        given = {"body": body, "state": "closed" if close else "open"}
        self._rest.ask("PATCH", f"{self._place}/pulls/{request}", json=given)


def _note(row: Mapping[str, Any], key: str = "id") -> Note:
    user = row.get("user") or {}
    return Note(int(row[key]), str(user.get("login", "")), str(row.get("body") or ""))
