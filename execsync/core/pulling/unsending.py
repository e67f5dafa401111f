"""A text of the web, put back into the words of the file that it was made of."""

from typing import NamedTuple

from execsync.core.pulling.sending import Sending


class Unsent(NamedTuple):
    """What a file is to hold so that it says what the web does.

    `body` is as Document has it. `title` is what the field is to be set to in front matter (see
    `written_as`), None where the body or what is there gives it already. `faithful` says that the page, sent
    again, says what the web says, in its text and its title; where it is false, the next plan has something
    to do. `displaced` are parts that are never sent (comments, skipped parts) whose place was no more: they
    stand as near to it as can be.
    """

    body: str
    title: str | None = None
    faithful: bool = True
    displaced: tuple[str, ...] = ()


def unsent(sending: Sending, text: str, title: str) -> Unsent:
    """What makes the file say `text` and `title`, which are the web's.

    Blocks that say what they said when they were sent keep the file's bytes, whatever the web's spelling.
    Links to pages come back as the file had them, new ones become relative; local images come back as
    paths; the notice goes; comments, skipped parts and the title's heading that were left out stand where
    they stood. A title that the heading gave is changed in the heading where that is left out of the
    text, else in front matter, where `title_from` reads that first.
    """
    raise NotImplementedError
