"""Small edits of any Markdown, by its letters: what a colleague may change of a page on the web."""

import random
import re
from collections.abc import Callable, Mapping

from tests.roundtrip.rendered import rendered

Edit = Callable[[str, random.Random], str]


def _in_place(pattern: str, new: Callable[[str], str]) -> Edit:
    """Something else in place of one of the matches."""

    def edit(text: str, dice: random.Random) -> str:
        found = [*re.finditer(pattern, text, re.MULTILINE)]
        if not found:
            return text
        one = dice.choice(found)
        return text[: one.start()] + new(one[0]) + text[one.end() :]

    return edit


EDITS: Mapping[str, Edit] = {
    "a letter": _in_place(r"[a-y](?=\w)", lambda letter: chr(ord(letter) + 1)),
    "a capital": _in_place(r"\b[a-z](?=\w)", str.upper),
    "a digit": _in_place(r"[0-8]", lambda digit: str(int(digit) + 1)),
    "a currency": _in_place(r"\$(?=\d)", lambda _: "€"),
    "a word gone": _in_place(r" \w+(?= )", lambda _: ""),
    "a word more": _in_place(r"(?<=\w) (?=\w)", lambda _: " not "),
    "a strong word": _in_place(r"(?<= )\w+(?= )", lambda word: f"**{word}**"),
    "a word of code": _in_place(r"(?<= )\w+(?= )", lambda word: f"`{word}`"),
    "a line gone": _in_place(r"^.*\w.*\n", lambda _: ""),
    "a heading's level": _in_place(r"^#{1,5} ", lambda mark: f"#{mark}"),
    "a number for a bullet": _in_place(r"^[-*+] ", lambda _: "1. "),
    "an address": _in_place(r"(?<=\]\()[^()\s]+(?=\))", lambda address: f"{address}x"),
    "a full stop": _in_place(r"(?<=\w)\.(?=\s)", lambda _: "!"),
    "a paragraph split": _in_place(r"(?<=\w)\. (?=[A-Z])", lambda _: ".\n\n"),
}


def edit(text: str, dice: random.Random) -> tuple[str, str]:
    """The name of an edit that a reader can see, and the text with it. Raises LookupError."""
    for name in dice.sample(sorted(EDITS), k=len(EDITS)):
        edited = EDITS[name](text, dice)
        if rendered(edited) != rendered(text):
            return name, edited
    raise LookupError("nothing in this text can be edited")
