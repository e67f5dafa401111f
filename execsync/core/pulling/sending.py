"""A page's file as it was when it was sent, and what was made of its text on the way."""

from dataclasses import dataclass
from functools import cached_property

from execsync.core.documents.desired import links_of, text_of
from execsync.core.documents.document import Document
from execsync.core.documents.edits import Edit, with_links
from execsync.core.documents.images import ASSUMED, ImageFiles
from execsync.core.documents.site import Site
from execsync.core.documents.transforms import edits_of
from execsync.core.linked_text import Filling
from execsync.core.settings import RuleSettings


@dataclass(frozen=True)
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

    @cached_property
    def text(self) -> str:
        """The text as it was sent, if nothing that is not in here has changed: see State's `sent`."""
        return self.text_of(self.document)

    def text_of(self, document: Document) -> str:
        """What would be sent of a document in the place of this one."""
        linked = text_of(document, self.settings, self.site, self.files)
        return linked.filled(self.filling.address)

    @property
    def changes(self) -> tuple[Edit, ...]:
        """The edits of the document's body that give `text`."""
        edits = edits_of(self.document, self.settings, self.files)
        links = links_of(self.document, self.settings, self.site)
        return with_links(edits, links, self.filling.address)
