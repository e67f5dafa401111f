from execsync.render.style import Colour, Style


def test_paint_sets_and_resets() -> None:
    assert Style(colour=True)("a", Colour.RED, Colour.BOLD) == "\x1b[31;1ma\x1b[0m"


def test_nothing_is_painted_where_colours_are_off_or_nothing_is_there() -> None:
    assert Style(colour=False)("a", Colour.RED) == "a"
    assert Style(colour=True)("a") == "a"
    assert Style(colour=True)("", Colour.RED) == ""
