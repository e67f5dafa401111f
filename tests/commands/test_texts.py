"""Titles, headings, comments, skipped parts, images and notices, from the files to the hub and back."""

import hashlib
import shutil
import sys
from pathlib import Path

import pytest

from execsync.localhub import LocalHub
from tests.support.checkout import Checkout
from tests.support.git import Repository

EVERYTHING = """
[content]
title_from = ["front-matter", "heading", "file-name"]
strip_title_heading = true
notice = "In Git: https://git.example/edit/main/{path}"
[transform]
strip_comments = true
[assets]
base_url = "https://files.example/{digest}/{path}"
[links]
page_url = "https://hub.example/pages/{id}"
[defaults]
status = "published"
"""
NOTICE = "In Git: https://git.example/edit/main/content/"


def image(checkout: Checkout, path: str, data: bytes = b"image") -> str:
    """Write an image, and give its digest."""
    file = checkout.content / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    return hashlib.sha256(data).hexdigest()[:16]


def contents(hub: LocalHub) -> dict[str, str | None]:
    return {page.draft_title: page.live_content for page in hub.pages()}


def test_everything_at_once_goes_out_once(checkout: Checkout, hub: LocalHub) -> None:
    checkout.configure(EVERYTHING)
    digest = image(checkout, "img/a.png")
    checkout.write("how-to/index.md", "See [[one]]. <!-- why? -->\n")
    checkout.write(
        "one.md",
        "# *One* {#top}\n\n<!-- note -->\n![a](img/a.png) [how](how-to/index.md)\n\n"
        "<!-- execsync: skip -->\nSecret [x](gone.md)\n<!-- execsync: end -->\n",
    )
    assert checkout.call("validate", "--strict").code == 0
    assert checkout.call("apply", "--yes").code == 0
    ids = {page.draft_title: page.id for page in hub.pages()}
    where = {title: f"https://hub.example/pages/{page_id}" for title, page_id in ids.items()}
    assert contents(hub) == {
        "How to": f"See [one]({where['One']}).\n\n{NOTICE}how-to/index.md",
        "One": (
            f"![a](https://files.example/{digest}/img/a.png) [how]({where['How to']})\n\n"
            f"{NOTICE}one.md"
        ),
    }
    sent = len(hub.requests())
    assert checkout.call("apply", "--yes").code == 0
    assert [one.method for one in hub.requests()[sent:] if one.method != "GET"] == []


def test_an_image_that_was_changed_updates_its_page_only(checkout: Checkout, hub: LocalHub) -> None:
    checkout.configure(EVERYTHING)
    image(checkout, "a.png")
    checkout.write("a.md", "![a](a.png)")
    checkout.write("b.md", "Text.")
    assert checkout.call("apply", "--yes").code == 0
    state = checkout.state()
    assert {path: bool(page.clean) for path, page in state.pages.items()} == {
        "a.md": False,
        "b.md": True,
    }
    for _ in range(3):
        assert "No changes" in checkout.call("plan").out
    digest = image(checkout, "a.png", b"another")
    planned = checkout.call("plan").out
    assert "~ a.md" in planned
    assert "b.md" not in planned
    assert checkout.call("apply", "--yes").code == 0
    assert f"/{digest}/a.png" in str(contents(hub)["A"])


def test_an_address_without_a_digest_needs_no_look_at_the_file(checkout: Checkout) -> None:
    checkout.configure(EVERYTHING.replace("{digest}/", ""))
    image(checkout, "a.png")
    checkout.write("a.md", "![a](a.png)")
    assert checkout.call("apply", "--yes").code == 0
    assert checkout.state().pages["a.md"].clean


def test_a_missing_image_keeps_its_page_back(checkout: Checkout, hub: LocalHub) -> None:
    checkout.configure(EVERYTHING)
    checkout.write("a.md", "![a](a.png)")
    ended = checkout.call("apply", "--yes")
    assert ended.code == 1
    assert "content/a.md:1:6: error EX061 the image `a.png` is not there" in ended.err
    checkout.configure(EVERYTHING + '[rules.severity]\nEX061 = "warning"\n')
    assert checkout.call("apply", "--yes").code == 0
    assert contents(hub) == {"A": f"![a](a.png)\n\n{NOTICE}a.md"}
    digest = image(checkout, "a.png")
    assert checkout.call("apply", "--yes").code == 0
    assert contents(hub) == {"A": f"![a](https://files.example/{digest}/a.png)\n\n{NOTICE}a.md"}


@pytest.mark.skipif(sys.platform == "win32", reason="links")
def test_no_image_is_looked_for_out_of_the_content_root(checkout: Checkout, tmp_path: Path) -> None:
    checkout.configure(EVERYTHING)
    (tmp_path / "secret.png").write_bytes(b"secret")
    image(checkout, "in/a.png")
    (checkout.content / "out.png").symlink_to(tmp_path / "secret.png")
    (checkout.content / "up").symlink_to(tmp_path)
    (checkout.content / "in.png").symlink_to("in/a.png")
    checkout.write("a.md", "![1](out.png) ![2](up/secret.png) ![3](../secret.png) ![[secret.png]]")
    ended = checkout.call("validate")
    assert ended.out.count("EX061") == 4
    checkout.write("a.md", "![1](in.png) ![[a.png]]")
    assert checkout.call("validate").code == 0


def test_the_old_text_is_found_again_in_git(checkout: Checkout) -> None:
    mapped = "[front_matter]\nmap = {title = 'name'}\n"
    checkout.configure(EVERYTHING.replace("{digest}/", "") + mapped)
    image(checkout, "a.png")
    text = "---\nname: One\n---\n# One\n\n![a](a.png) <!-- b -->\n\nold\n"
    checkout.write("a.md", text)
    Repository(checkout.folder).commit()
    assert checkout.call("apply", "--yes").code == 0
    shutil.rmtree(checkout.state_folder / "cache/bodies")
    checkout.write("a.md", text.replace("old", "new"))
    lines = [line.strip() for line in checkout.call("plan").out.splitlines()]
    assert {"-old", "+new"} <= {line.replace(" ", "") for line in lines}


def test_local_images_are_warned_of_once(checkout: Checkout) -> None:
    for name in "ab":
        checkout.page(f"{name}.md", title=name, body="![x](x.png)\n\n![y](/y.png)\n")
    checkout.page("c.md", title="c", body="<!-- execsync: ignore EX060 -->\n![x](x.png)\n")
    checkout.configure('[rules.ignore]\n"content/b.md" = ["EX060"]\n')
    ended = checkout.call("validate")
    assert ended.code == 0
    assert ended.out.count("EX060") == 1
    assert "execsync.toml: warning EX060 2 images are local files" in ended.out
    assert checkout.call("plan").err == ""


def test_a_skipped_part_that_never_ends_stops_everything(checkout: Checkout) -> None:
    checkout.configure('[rules.severity]\nEX036 = "off"\n')
    checkout.page("a.md", title="A", body="<!-- execsync: skip -->\nSecret.\n")
    ended = checkout.call("apply", "--yes")
    assert ended.code == 1
    assert "content/a.md:4:1: error EX036 the part that is skipped never ends" in ended.err


def test_a_heading_is_written_down_only_if_it_would_give_the_title(checkout: Checkout) -> None:
    checkout.write("a.md", "Text.\n\n## Settings\n\n# Later\n")
    assert checkout.call("validate", "--fix").code == 1
    assert (checkout.content / "a.md").read_text() == "Text.\n\n## Settings\n\n# Later\n"
    checkout.write("a.md", "# The *title* {#x}\n")
    assert checkout.call("validate", "--fix").code == 0
    text = (checkout.content / "a.md").read_text()
    assert text == '---\ntitle: "The title"\n---\n\n# The *title* {#x}\n'


def test_a_renamed_file_is_its_page_still_though_title_and_notice_are_others(
    checkout: Checkout, hub: LocalHub
) -> None:
    checkout.configure(EVERYTHING)
    checkout.write("one.md", "One text.")
    checkout.write("two.md", "Another text.")
    assert checkout.call("apply", "--yes").code == 0
    before = {page.draft_title: page.id for page in hub.pages()}
    checkout.rename("one.md", "how-to/three.md")
    assert checkout.call("apply", "--yes").code == 0
    assert {page.draft_title: page.id for page in hub.pages()} == {
        "Three": before["One"],
        "Two": before["Two"],
    }
    assert contents(hub)["Three"] == f"One text.\n\n{NOTICE}how-to/three.md"
    checkout.rename("two.md", "one.md")
    checkout.rename("how-to/three.md", "two.md")
    assert checkout.call("apply", "--yes").code == 0
    assert {page.draft_title: page.id for page in hub.pages()} == {
        "Two": before["One"],
        "One": before["Two"],
    }
