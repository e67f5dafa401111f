"""GitLab's side: a note on the merge request, by a token of the project."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tests.ci.scene import Scene

TOKEN = "glpat-ofthisproject"
NOTES = "/api/v4/projects/5/merge_requests/3/notes"


class FakeGitLab:
    """The notes of one merge request, for whoever has the token."""

    def __init__(self) -> None:
        self.notes: list[dict[str, Any]] = []
        self.url = ""

    def answer(self, method: str, path: str, given: dict[str, Any]) -> tuple[int, Any]:
        """Status and JSON."""
        if path == "/api/v4/user":
            return 200, {"username": "project_5_bot"}
        if (method, path) == ("GET", NOTES):
            return 200, self.notes
        if (method, path) == ("POST", NOTES):
            author = {"username": "project_5_bot"}
            self.notes.append({"id": len(self.notes) + 1, "author": author, **given})
            return 201, self.notes[-1]
        if method == "PUT" and path.startswith(f"{NOTES}/"):
            note = self.notes[int(path.rpartition("/")[2]) - 1]
            note.update(given)
            return 200, note
        return 404, {"message": "404 Not found"}


@pytest.fixture
def gitlab() -> Iterator[FakeGitLab]:
    """One that answers on loopback."""
    fake = FakeGitLab()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            given = json.loads(self.rfile.read(length)) if length else {}
            status, told = 401, {"message": "401 Unauthorized"}
            if self.headers.get("PRIVATE-TOKEN") == TOKEN:
                status, told = fake.answer(self.command, self.path.partition("?")[0], given)
            data = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_POST = do_PUT = do_GET  # noqa: N815 (names of http.server)

        def log_message(self, *_given: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    fake.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield fake
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_merge_request_gets_one_note_that_is_rewritten(
    file_scene: Scene, gitlab: FakeGitLab
) -> None:
    variables = {
        "CI_MERGE_REQUEST_IID": "3",
        "CI_API_V4_URL": f"{gitlab.url}/api/v4",
        "EXECSYNC_CI_TOKEN": TOKEN,
    }
    for title in ("A", "Another"):
        file_scene.checkout.page("b.md", title=title)
        file_scene.push()
        code, log = file_scene.run_gitlab("check", **variables)
        assert code == 0, log
        assert TOKEN not in log
    (note,) = gitlab.notes
    assert "| + | b.md | create |" in note["body"]


def test_a_token_that_is_refused_costs_the_note_alone(
    file_scene: Scene, gitlab: FakeGitLab
) -> None:
    code, log = file_scene.run_gitlab(
        "check",
        CI_MERGE_REQUEST_IID="3",
        CI_API_V4_URL=f"{gitlab.url}/api/v4",
        EXECSYNC_CI_TOKEN="wrong",
    )
    assert code == 0, log
    assert "no comments" in log
    assert gitlab.notes == []
