"""A page's file as it was when it was sent, and what was made of its text on the way."""

from dataclasses import dataclass

from execsync.core.documents.document import Document
from execsync.core.documents.images import ASSUMED, ImageFiles
from execsync.core.documents.site import Site
from execsync.core.linked_text import Filling
from execsync.core.settings import RuleSettings


@dataclass(frozen=True, slots=True)
class Sending:
    """All that made the text which was sent of the file it was made of.

    `document` is the file as it was then, translated. `site` has the pages, `files` the images. `filling` is
    what was put into the links: the page's path, State's `link_form`, and State's ids by the paths of
    *all* pages, so that an address which somebody put in on the web is known, too; its `link_ids` win.
    """

    document: Document
    settings: RuleSettings
    site: Site
    filling: Filling
    files: ImageFiles = ASSUMED

    @property
    def text(self) -> str:
        """The text as it was sent, if nothing that is not in here has changed: see State's `sent`."""
        raise NotImplementedError
