"""What a terminal can show: colours or none, and how wide its lines are."""

from enum import StrEnum


class Colour(StrEnum):
    """SGR codes of the eight colours that every terminal has, two weights, and the colours turned round."""

    RED = "31"
    GREEN = "32"
    YELLOW = "33"
    BLUE = "34"
    MAGENTA = "35"
    CYAN = "36"
    BOLD = "1"
    DIM = "2"
    REVERSE = "7"


class Style:
    """Paints text, or leaves it as it is. `width` is in columns, None where lines may be of any length."""

    def __init__(self, *, colour: bool, width: int | None = None) -> None:
        self.colour = colour
        self.width = width

    def __call__(self, text: str, *colours: Colour) -> str:
        """`text`, painted."""
        if not self.colour or not colours or not text:
            return text
        return f"\x1b[{';'.join(colours)}m{text}\x1b[0m"
