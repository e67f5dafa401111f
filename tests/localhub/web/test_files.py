"""Images of a folder are shown, and nothing else of the machine."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest
from werkzeug.test import Client

if TYPE_CHECKING:
    from pathlib import Path

    from tests.localhub.conftest import MakeHub

PIXEL = b"\x89PNG\r\n\x1a\n and more"
SECRET = b"secret"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with images, and things beside it that are nobody's business."""
    inside = tmp_path / "content"
    (inside / "guide" / "two words").mkdir(parents=True)
    (inside / ".git").mkdir()
    (inside / "folder.png").mkdir()
    (inside / "guide" / "two words" / "ü(1).PNG").write_bytes(PIXEL)
    (inside / "drawing.svg").write_bytes(b"<svg/>")
    for name in ("page.md", "noending", ".hidden.png", ".git/a.png", "../out.png", "x.html"):
        (inside / name).write_bytes(SECRET)
    return inside


@pytest.fixture
def shown(make_hub: MakeHub, folder: Path) -> Client:
    return Client(make_hub(files=str(folder))[0].app)


def test_an_image_is_answered_by_its_type(shown: Client) -> None:
    answer = shown.get("/files/guide/two%20words/%C3%BC%281%29.PNG")
    assert (answer.status_code, answer.data, answer.mimetype) == (200, PIXEL, "image/png")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "no-cache"


def test_a_drawing_that_is_opened_may_do_nothing(shown: Client) -> None:
    answer = shown.get("/files/drawing.svg")
    assert answer.mimetype == "image/svg+xml"
    policy = answer.headers["Content-Security-Policy"]
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@pytest.mark.parametrize(
    "path",
    [
        "page.md",
        "noending",
        "x.html",
        "gone.png",
        "folder.png",
        ".hidden.png",
        ".git/a.png",
        "../out.png",
        "%2e%2e/out.png",
        "guide/../../out.png",
        "guide%2f..%2f..%2fout.png",
        "..%5cout.png",
        "/etc/hostname.png",
        "%2fetc%2fhostname.png",
        "drawing.svg%00.png",
        "",
    ],
)
def test_nothing_else_is(shown: Client, path: str) -> None:
    answer = shown.get(f"/files/{path}", follow_redirects=True)
    assert answer.status_code == 404
    assert SECRET not in answer.data


@pytest.mark.skipif(sys.platform == "win32", reason="links and pipes")
def test_links_that_lead_out_and_pipes_are_not_there(shown: Client, folder: Path) -> None:
    (folder / "out.png").symlink_to("../out.png")
    (folder / "up").symlink_to("..")
    os.mkfifo(folder / "pipe.png")
    for path in ("out.png", "up/out.png", "pipe.png"):
        assert shown.get(f"/files/{path}").status_code == 404
    (folder / "in.svg").symlink_to("drawing.svg")
    assert shown.get("/files/in.svg").status_code == 200


def test_it_is_read_only_and_for_this_site(shown: Client) -> None:
    assert shown.post("/files/drawing.svg").status_code in (403, 405)
    elsewhere = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}
    assert shown.get("/files/drawing.svg", headers=elsewhere).status_code == 403
    other_host = {"Host": "example.com"}
    assert shown.get("/files/drawing.svg", headers=other_host).status_code == 421


def test_without_a_folder_there_are_none(site: Client) -> None:
    assert site.get("/files/drawing.svg").status_code == 404


def test_a_page_shows_images_of_the_folder_only(make_hub: MakeHub, folder: Path) -> None:
    hub, _ = make_hub(files=str(folder))
    text = (
        "![a b](/files/drawing.svg) <img src='/files/x.png' onload=x alt='y'> "
        "![c](https://example.com/files/x.png) ![d](//example.com/files/x.png)"
    )
    page = hub.web.create("A", text)
    answer = Client(hub.app).get(f"/pages/{page.id}").text
    assert '<img src="/files/drawing.svg" alt="a b">' in answer
    assert '<img src="/files/x.png" alt="y">' in answer
    assert '<img src="https' not in answer
    assert '<img src="//' not in answer
