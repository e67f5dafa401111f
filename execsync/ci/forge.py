"""Where requests to merge are discussed: GitHub, or GitLab."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol


class ForgeError(Exception):
    """The forge refused, failed or could not be reached. `status` is that of HTTP; 0 without an answer."""

    def __init__(self, message: str, status: int = 0) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class Note:
    """A comment, or an issue, with its author's name and its text as it was written."""

    id: int
    author: str
    body: str


class Forge(Protocol):
    """What a job asks of it. Every method raises ForgeError."""

    author: str
    """The name that ours carry."""

    longest: int
    """Characters that a comment may have."""

    def notes(self, request: int) -> Iterator[Note]:
        """The comments of a request to merge, oldest first."""

    def add_note(self, request: int, body: str) -> None:
        """Add a comment."""

    def edit_note(self, request: int, note: int, body: str) -> None:
        """Replace the text of a comment."""

    def merged_request(self, commit: str) -> int | None:
        """The request whose merge made this commit."""

    def open_issues(self) -> Iterator[Note]:
        """The issues of ours that are open."""

    def add_issue(self, title: str, body: str) -> None:
        """Open an issue."""

    def edit_issue(self, issue: int, body: str, *, close: bool) -> None:
        """Replace the text of an issue, and close it or leave it open."""

    def open_request(self, branch: str, base: str) -> int | None:
        """The open request to merge a branch of the repository itself into another."""

    def add_request(self, branch: str, base: str, title: str, body: str) -> None:
        """Ask for a branch to be merged."""

    def edit_request(self, request: int, body: str, *, close: bool) -> None:
        """Replace the text of a request, and close it or leave it open."""
