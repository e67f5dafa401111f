"""GitLab's REST API, as far as a job needs it."""

from collections.abc import Iterator, Mapping
from typing import Any

from execsync.ci.forge import Note
from execsync.ci.rest import Rest


class GitLab:
    """One project. Its token writes as `author`, which is asked for where it is not given."""

    longest = 1_000_000

    def __init__(self, address: str, project: int, token: str, author: str = "") -> None:
        self._place = f"projects/{project}"
        self._rest = Rest(address, {"PRIVATE-TOKEN": token})
        self.author = author or str(self._rest.ask("GET", "user").get("username", ""))

    def notes(self, request: int) -> Iterator[Note]:
        """The notes of a merge request, oldest first."""
        path = f"{self._place}/merge_requests/{request}/notes"
        return map(_note, self._rest.each(path, sort="asc", order_by="created_at"))

    def add_note(self, request: int, body: str) -> None:
        """Add a note."""
        path = f"{self._place}/merge_requests/{request}/notes"
        self._rest.ask("POST", path, json={"body": body})

    def edit_note(self, request: int, note: int, body: str) -> None:
        """Replace the text of a note."""
        path = f"{self._place}/merge_requests/{request}/notes/{note}"
        self._rest.ask("PUT", path, json={"body": body})

    def merged_request(self, commit: str) -> int | None:
        """The merge request whose merge made this commit."""
        rows = self._rest.each(f"{self._place}/repository/commits/{commit}/merge_requests")
        return next((int(row["iid"]) for row in rows if row.get("state") == "merged"), None)

    def open_issues(self) -> Iterator[Note]:
        """The issues of ours that are open."""
        rows = self._rest.each(f"{self._place}/issues", state="opened", author_username=self.author)
        return (_note(row, "iid", "description") for row in rows)

    def add_issue(self, title: str, body: str) -> None:
        """Open an issue."""
        given = {"title": title, "description": body}
        self._rest.ask("POST", f"{self._place}/issues", json=given)

    def edit_issue(self, issue: int, body: str, *, close: bool) -> None:
        """Replace the text of an issue, and close it or leave it open."""
        given = {"description": body, **({"state_event": "close"} if close else {})}
        self._rest.ask("PUT", f"{self._place}/issues/{issue}", json=given)

    def open_request(self, branch: str, base: str) -> int | None:
        """The open merge request of a branch of this project into another."""
        rows = self._rest.each(
            f"{self._place}/merge_requests",
            state="opened",
            source_branch=branch,
            target_branch=base,
        )
        ours = (row for row in rows if row["source_project_id"] == row["target_project_id"])
        return next((int(row["iid"]) for row in ours), None)

    def add_request(self, branch: str, base: str, title: str, body: str) -> None:
        """Open a merge request."""
        given = {
            "source_branch": branch,
            "target_branch": base,
            "title": title,
            "description": body,
        }
        self._rest.ask("POST", f"{self._place}/merge_requests", json=given)

    def edit_request(self, request: int, body: str, *, close: bool) -> None:
        """Replace the text of a merge request, and close it or leave it open."""
        given = {"description": body, **({"state_event": "close"} if close else {})}
        self._rest.ask("PUT", f"{self._place}/merge_requests/{request}", json=given)


def _note(row: Mapping[str, Any], key: str = "id", text: str = "body") -> Note:
    author = row.get("author") or {}
    return Note(int(row[key]), str(author.get("username", "")), str(row.get(text) or ""))
