"""Words that occur once in a history."""

from itertools import count

MARKS = str.maketrans("01", "!?")


class Words:
    """Gives a letter with another number each time."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def new(self, letter: str) -> str:
        """A word such as `t0042`."""
        return f"{letter}{next(self._numbers):04}"

    def new_marks(self) -> str:
        """The same without a letter or a digit: punctuation alone."""
        bits = f"{next(self._numbers):b}"
        return f"…{bits.translate(MARKS)}…"
