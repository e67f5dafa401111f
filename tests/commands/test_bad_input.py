"""Bad input: each with its path, line, column and what to do, all of it in one run, and nothing is sent."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from execsync.localhub import LocalHub
from tests.support.checkout import Checkout


@dataclass(frozen=True)
class Bad:
    """A file and everything that is said of it."""

    path: str
    data: bytes
    said: tuple[str, ...]


def bad(path: str, text: str | bytes, *said: str) -> Bad:
    return Bad(path, text if isinstance(text, bytes) else text.encode(), said)


CASES = {
    "malformed-yaml": bad(
        "yaml.md",
        "---\ntitle: [oops\n---\nText.\n",
        "content/yaml.md:2:8: error EX011 the bracket that opens here is never closed, "
        "or a comma is missing",
        "    close it, or put the value in quotes if the bracket belongs to the text",
    ),
    "malformed-toml": bad(
        "toml.md",
        '+++\ntitle = "A\n+++\nText.\n',
        "content/toml.md:2:",
        "    ",
    ),
    "never-ending-front-matter": bad(
        "noend.md",
        "---\ntitle: A\n\nText.\n",
        "content/noend.md:1:1: error EX010 the front matter that begins here never ends",
        "    end it with a line that holds --- and nothing else",
    ),
    "no-title": bad(
        "notitle.md",
        "---\nstatus: draft\n---\nText.\n",
        "content/notitle.md:1:1: error EX020 the page has no title",
        "    write a line `title: …` in the front matter",
    ),
    "no-front-matter": bad(
        "bare.md",
        "Text.\n",
        "content/bare.md:1:1: error EX020 the page has no title",
        "    ",
    ),
    "empty-title": bad(
        "emptytitle.md",
        '---\nstatus: draft\ntitle: ""\n---\nText.\n',
        "content/emptytitle.md:3:8: error EX020 `title` is empty",
        "    write the page's title here",
    ),
    "blank-title": bad(
        "blanktitle.md",
        '---\ntitle: "  "\n---\nText.\n',
        "content/blanktitle.md:2:8: error EX020 `title` is empty",
        "    write the page's title here",
    ),
    "title-of-wrong-type": bad(
        "date.md",
        "---\ntitle: 2024-01-01\n---\nText.\n",
        "content/date.md:2:8: error EX023 `title` must be text, and `2024-01-01` is a date or a time",
        '    put it in quotes: "2024-01-01"',
    ),
    "status": bad(
        "status.md",
        "---\ntitle: A\nstatus: publishd\n---\nText.\n",
        "content/status.md:3:9: error EX024 unknown status `publishd`",
        "    did you mean `published`?",
    ),
    "status-of-wrong-type": bad(
        "statustype.md",
        "---\ntitle: A\nstatus: [draft]\n---\nText.\n",
        "content/statustype.md:3:9: error EX023 `status` must be text, and `[draft]` is a list",
        "    write draft or published",
    ),
    "status-that-yaml-reads-as-true": bad(
        "statuson.md",
        "---\ntitle: A\nstatus: on\n---\nText.\n",
        "content/statuson.md:3:9: error EX023 `status` must be text, and `on` is true or false",
        "    write draft or published",
    ),
    "status-without-value": bad(
        "statusnone.md",
        "---\ntitle: A\nstatus:\n---\nText.\n",
        "content/statusnone.md:3:1: error EX023 `status` has no value",
        "    write draft or published, or delete the line",
    ),
    "visibility-that-yaml-reads-as-false": bad(
        "visibilityoff.md",
        "---\ntitle: A\nvisibility: off\n---\nText.\n",
        "content/visibilityoff.md:3:13: error EX023 `visibility` must be text, "
        "and `off` is true or false",
        "    write private or workspace",
    ),
    "visibility-global": bad(
        "global.md",
        "---\ntitle: A\nvisibility: global\n---\nText.\n",
        "content/global.md:3:13: error EX025 visibility `global` can be read from the hub, "
        "but no page can be created with it",
        "    write private or workspace",
    ),
    "visibility": bad(
        "visibility.md",
        "---\ntitle: A\nvisibility: privat\n---\nText.\n",
        "content/visibility.md:3:13: error EX025 unknown visibility `privat`",
        "    did you mean `private`?",
    ),
    "folder-ids": bad(
        "folderids.md",
        "---\ntitle: A\nfolder_ids: fld_sales\n---\nText.\n",
        "content/folderids.md:3:13: error EX023 `folder_ids` must be a list of texts, "
        "and `fld_sales` is text",
        "    put it in brackets: [fld_sales]",
    ),
    "skill-ids": bad(
        "skillids.md",
        "---\ntitle: A\nskill_ids: [1]\n---\nText.\n",
        "content/skillids.md:3:13: error EX023 an item of `skill_ids` must be text, "
        "and `1` is a number",
        '    put it in quotes: "1"',
    ),
    "protect": bad(
        "protect.md",
        '---\ntitle: A\nprotect: "yes"\n---\nText.\n',
        'content/protect.md:3:10: error EX023 `protect` must be true or false, and `"yes"` is text',
        "    write true or false, without quotes",
    ),
    "moved-from": bad(
        "movedfrom.md",
        "---\ntitle: A\nmoved_from: 3\n---\nText.\n",
        "content/movedfrom.md:3:13: error EX023 `moved_from` must be text or a list of texts, "
        "and `3` is a number",
        "    ",
    ),
    "misspelt-key": bad(
        "key.md",
        "---\ntitle: A\nstatsu: draft\n---\nText.\n",
        "content/key.md:3:1: error EX021 unknown key `statsu`",
        "    did you mean `status`?",
    ),
    "folders-no-list": bad(
        "folders.md",
        "---\ntitle: A\nfolders: Sales\n---\nText.\n",
        "content/folders.md:3:10: error EX023 `folders` must be a list of texts, and `Sales` is text",
        "    put it in brackets: [Sales]",
    ),
    "source-not-http": bad(
        "ftp.md",
        "---\ntitle: A\nsources:\n  - ftp://x.example/a\n---\nText.\n",
        "content/ftp.md:4:5: error EX030 a source's address must be http or https, not ftp",
        "    name an address that the hub can fetch from the web",
    ),
    "source-no-address": bad(
        "noaddress.md",
        "---\ntitle: A\nsources:\n  - not an address\n---\nText.\n",
        "content/noaddress.md:4:5: error EX030 `not an address` is no web address",
        "    write it whole, as https://…",
    ),
    "source-without-url": bad(
        "nourl.md",
        "---\ntitle: A\nsources:\n  - {title: B}\n---\nText.\n",
        "content/nourl.md:4:5: error EX030 the source has no address",
        "    write `url: https://…`",
    ),
    "not-utf8": bad(
        "latin.md",
        b"---\ntitle: A\n---\ncaf\xe9\n",
        "content/latin.md:4:4: error EX002 is not UTF-8: the byte 0xe9",
        "    save the file as UTF-8 text",
    ),
    "nested-too-deeply": bad(
        "deep.md",
        "---\ntitle: A\n---\nText.\n\n" + "- " * 500 + "a\n" + "b\n" * 9,
        "content/deep.md:6:1: error EX083 the line begins with more than 200 signs of quotes, lists, "
        "footnotes and indentation",
        "    remove some of them, or leave the file out with [content] exclude",
    ),
    "too-large": bad(
        "big.md",
        b"---\ntitle: A\n---\n" + b"x" * 2**20,
        "content/big.md: error EX004 is larger than 1 MiB: 1,048,593 bytes",
        "    split the page, or leave the file out with [content] exclude",
    ),
    "nul": bad(
        "nul.md",
        b"---\ntitle: A\n---\nText.\0\n",
        "content/nul.md:4:6: error EX003 holds a NUL byte, so it is not text",
        "    remove the byte, or leave the file out with [content] exclude",
    ),
}


def write(checkout: Checkout, case: Bad) -> None:
    (checkout.content / case.path).write_bytes(case.data)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_bad_input_is_named_with_its_place_and_a_way_out(checkout: Checkout, case: Bad) -> None:
    checkout.page("good.md", title="Good")
    write(checkout, case)
    ended = checkout.call("plan")
    assert (ended.code, ended.out) == (1, "")
    *said, error, hint = ended.err.splitlines()
    assert len(said) == len(case.said)
    for line, start in zip(said, case.said, strict=True):
        assert line == start or (line.startswith(start) and line.strip() != start.strip())
    assert error == "error: 1 error in the content; no plan was made"
    mend = "mend what is named above; `execsync validate` shows it again"
    assert hint == f"       {mend}; --target leaves other files out; --skip-invalid does the rest"


def test_everything_is_found_in_one_run_and_nothing_is_sent(
    checkout: Checkout, hub: LocalHub
) -> None:
    checkout.page("good.md", title="Good")
    for case in CASES.values():
        write(checkout, case)
    ended = checkout.call("apply", "--yes")
    assert (ended.code, ended.out) == (1, "")
    for case in CASES.values():
        assert case.said[0] in ended.err
    places = [line for line in ended.err.splitlines() if line.startswith("content/")]
    assert len(places) == len(CASES)
    assert places == sorted(places, key=lambda line: line.split(":")[0])
    assert f"error: {len(CASES)} errors in the content; nothing was sent" in ended.err
    assert hub.requests() == []
    assert not checkout.state_file.exists()


def test_an_error_is_mended_and_the_rest_goes_on(checkout: Checkout, hub: LocalHub) -> None:
    checkout.page("good.md", title="Good")
    write(checkout, CASES["misspelt-key"])
    assert checkout.call("apply", "--yes").code == 1
    checkout.page("key.md", title="A", status="draft")
    assert checkout.call("apply", "--yes").code == 0
    assert {page.title for page in hub.pages()} == {"Good", "A"}


def test_two_files_whose_names_differ_in_case_claim_one_identity(checkout: Checkout) -> None:
    checkout.page("Refunds.md", title="A")
    checkout.page("refunds.md", title="B")
    if len(list(checkout.content.iterdir())) == 1:
        pytest.skip("this file system cannot hold both")
    ended = checkout.call("plan")
    assert ended.code == 1
    assert ended.err.splitlines()[:2] == [
        "content/refunds.md: error EX040 the name differs only in case from that of Refunds.md",
        "    rename one of the two",
    ]


def test_two_files_that_claim_one_page_that_was_moved(checkout: Checkout) -> None:
    checkout.page("a.md", title="A", moved_from="old.md")
    checkout.page("b.md", title="B", moved_from=["older.md", "old.md"])
    ended = checkout.call("plan")
    assert ended.code == 1
    places = [line for line in ended.err.splitlines() if ": error EX04" in line]
    assert len(places) == 1
    assert places[0].startswith("content/b.md:3:26: ")
    assert "old.md" in places[0]
    assert "a.md" in places[0]


def test_a_hub_without_its_content_root_is_an_error(checkout: Checkout, hub: LocalHub) -> None:
    checkout.page("a.md", title="A")
    assert checkout.call("apply", "--yes").code == 0
    checkout.content.rename(checkout.folder / "elsewhere")
    before = len(hub.requests())
    outcomes = {
        ("validate",): "",
        ("explain", "content/a.md"): "",
        ("plan",): "; no plan was made",
        ("pull", "--yes"): "; no file was written",
        ("apply", "--yes"): "; nothing was sent",
    }
    for command, outcome in outcomes.items():
        ended = checkout.call(*command)
        assert (ended.code, ended.out) == (1, "")
        assert ended.err == (
            f"error: there is no folder content, which [content] root names{outcome}\n"
            "       make the folder, or mend [content] root in execsync.toml\n"
        )
    assert len(hub.requests()) == before


@pytest.mark.parametrize(
    ("is_link", "told"),
    [
        (
            False,
            "is a file, not a folder{}\n"
            "       have [content] root in execsync.toml name the folder of the pages\n",
        ),
        (
            True,
            "is a link that leads nowhere{}\n"
            "       mend the link, or mend [content] root in execsync.toml\n",
        ),
    ],
)
def test_a_content_root_that_is_no_folder_is_told_as_what_it_is(
    checkout: Checkout, is_link: bool, told: str
) -> None:
    checkout.content.rmdir()
    if is_link:
        checkout.content.symlink_to("nowhere")
    else:
        checkout.content.write_text("---\ntitle: A\n---\n")
    for command, outcome in (("validate", ""), ("plan", "; no plan was made")):
        ended = checkout.call(command)
        assert (ended.code, ended.out) == (1, "")
        said = told.format(outcome)
        assert ended.err == f"error: content, which [content] root names, {said}"
    doctor = checkout.call("doctor")
    assert "error: content: content, which [content] root names, is a " in doctor.out + doctor.err


def lock_away(path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root reads everything")
    path.touch(mode=0)


@pytest.mark.parametrize("command", ["plan", "validate", "doctor", "init", "watch --local"])
@pytest.mark.parametrize(
    ("make", "told"),
    [
        (Path.mkdir, "is a folder, not a file"),
        (lambda path: path.symlink_to("nowhere"), "is a link that leads nowhere"),
        (os.mkfifo, "is no regular file"),
        (lock_away, "cannot be read: Permission denied"),
    ],
    ids=["folder", "link", "pipe", "locked"],
)
def test_a_configuration_that_is_no_file_is_told_as_what_it_is(
    command: str, make: Callable[[Path], None], told: str, checkout: Checkout
) -> None:
    path = checkout.folder / "execsync.toml"
    path.unlink()
    make(path)
    ended = checkout.call(*command.split())
    assert ended.code == 1
    said = ended.out + ended.err
    assert f"{path.name}: {told}\n" in said
    assert "Traceback" not in said


def test_hostile_text_in_a_message_is_made_visible(checkout: Checkout) -> None:
    write(checkout, bad("esc.md", "---\ntitle: A\n\x1b[31mstatus\u202e: x\n---\n"))
    write(checkout, bad("key.md", '---\ntitle: A\n"\\e[2J\\u202E": x\n---\n'))
    ended = checkout.call("plan")
    assert ended.code == 1
    assert not {"\x1b", "\u202e", "\x9b"} & set(ended.err)
