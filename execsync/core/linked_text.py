"""Links between pages."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PageLink:
    """A place in a text, from `start` to `end` in characters, where the address of a page goes.

    `path` is the page's, relative to the content root, and `anchor` what follows the # of the link. `before`
    and `after` stand around the address where the link is not written as Markdown has it.
    """

    start: int
    end: int
    path: str
    anchor: str = ""
    before: str = ""
    after: str = ""
