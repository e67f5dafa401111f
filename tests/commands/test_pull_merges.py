"""Files that have changed on both sides: a pull makes of each what `git merge-file` makes of it.

A title that one side alone has changed is taken before that, as docs/pull.md says: Git then is given three
texts that agree about it. How Git pairs lines depends on all that differs: where the titles do, above a text
of which a side keeps little more than the blank lines, the same conflict may begin some lines further down.
"""

import re
import subprocess
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest

from execsync.core.documents.conflict_markers import find_conflict
from execsync.localhub import LocalHub
from tests.commands.pulling import pull
from tests.crash.seeds import make_dice
from tests.support.checkout import Checkout

WORDS = ("refund", "invoice", "customer", "ask", "call", "team", "days", "law", "paper", "sign")
TITLE = re.compile(r"^title: .*$", re.MULTILINE)


class Sides(NamedTuple):
    """Three texts of a whole file."""

    ours: str
    base: str
    theirs: str


def line(dice: Random) -> str:
    return (
        " ".join(dice.choices(WORDS, k=dice.randint(1, 5))).capitalize() + f" {dice.random():.9f}."
    )


def block(dice: Random) -> str:
    kind = dice.randrange(4)
    lines = [line(dice) for _ in range(dice.randint(1, 4))]
    if kind == 0:
        return f"## {lines[0]}"
    if kind == 1:
        # Two lists, one after the other, would be one.
        return "\n".join((line(dice), *(f"- {one}" for one in lines)))
    if kind == 2:
        return "\n".join(("```text", *lines, "```"))
    return "\n".join(lines)


def edited(dice: Random, text: str) -> str:
    """The text as somebody leaves it: lines changed, blocks put in, taken out, or written anew."""
    blocks = text.split("\n\n")
    for _ in range(dice.randint(0, 3)):
        at = dice.randrange(len(blocks))
        match dice.randrange(4):
            case 0:
                blocks.insert(at, block(dice))
            case 1 if len(blocks) > 1:
                del blocks[at]
            case 2:
                blocks[at] = block(dice)
            case _:
                blocks[at] = re.sub(
                    r"0\.\d{4}", f"0.{dice.randrange(1000, 9999)}", blocks[at], count=1
                )
    return "\n\n".join(blocks)


def titled(dice: Random, front: str) -> str:
    return TITLE.sub(f"title: T {dice.random():.9f}", front) if dice.random() < 0.3 else front


def with_title(sides: Sides) -> Sides:
    """The three as they go to Git: with a title that one side alone has changed in each of them."""
    ours, base, theirs = (TITLE.search(side)[0] for side in sides)  # type: ignore[index]
    if base not in (ours, theirs):
        return sides
    taken = theirs if ours == base else ours
    return Sides(*(TITLE.sub(taken, side, count=1) for side in sides))


def of_git(folder: Path, sides: Sides, label: str) -> tuple[str, int]:
    """What Git makes of them, and how many conflicts it counts."""
    for name, text in sides._asdict().items():
        (folder / name).write_text(text)
    command = [
        "git",
        "-c",
        "merge.conflictStyle=merge",
        "merge-file",
        "-p",
        "-L",
        "file",
        "-L",
        "base",
    ]
    done = subprocess.run(
        [*command, "-L", label, "ours", "base", "theirs"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert 0 <= done.returncode < 128, done.stderr
    return done.stdout, done.returncode


@pytest.mark.parametrize("pages", [60, pytest.param(300, marks=pytest.mark.long)])
def test_a_pull_agrees_with_git_merge_file(
    hub: LocalHub, checkout: Checkout, tmp_path: Path, pages: int
) -> None:
    dice = make_dice()
    front = "---\ntitle: {}\n# stays\nstatus: published\n# stays, too\n---\n\n"
    bases = {}
    for number in range(pages):
        body = "\n\n".join(block(dice) for _ in range(dice.randint(1, 8)))
        bases[f"p{number}.md"] = (front.format(f"Page {number}"), body)
        checkout.write(f"p{number}.md", "".join((*bases[f"p{number}.md"], "\n")))
    assert checkout.call("apply", "--yes").code == 0
    ids = {path: page.id for path, page in checkout.state().pages.items()}
    sides = {}
    for path, (head, body) in bases.items():
        ours = f"{titled(dice, head)}{edited(dice, body)}\n"
        web_head, web_body = titled(dice, head), edited(dice, body)
        checkout.write(path, ours)
        title = TITLE.search(web_head)[0].partition(": ")[2]  # type: ignore[index]
        hub.web.edit(ids[path], title=title, content=web_body, publish=True)
        sides[path] = Sides(ours, f"{head}{body}\n", f"{web_head}{web_body}\n")
    ended = pull(checkout)
    clashes = merges = 0
    for path, given in sides.items():
        now = (checkout.content / path).read_text()
        label = re.search(r"^>{7} (web \(.*\))$", now, re.MULTILINE)
        wanted, conflicts = of_git(tmp_path, with_title(given), label[1] if label else "web")
        assert now == wanted, "".join(
            (path, *(f"--- {n}\n{t}" for n, t in given._asdict().items()))
        )
        assert (find_conflict(now) is not None) == bool(conflicts)
        clashes += bool(conflicts)
        merges += wanted not in (given.ours, given.theirs)
    assert ended.code == 1
    assert clashes > pages // 20
    assert merges > pages // 4
