"""Images that are files beside the pages: where they lie, and the addresses that they get."""

import posixpath
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol
from unicodedata import normalize
from urllib.parse import quote, unquote

from execsync.core.documents.document import Document
from execsync.core.documents.edits import Edit
from execsync.core.documents.links import is_external
from execsync.core.documents.structure import Link, LinkKind
from execsync.core.documents.wikilinks import shown_text
from execsync.core.linked_text import in_markup
from execsync.core.settings import RuleSettings
from execsync.core.text_settings import AssetSettings

ENDINGS = (
    *(".apng", ".avif", ".bmp", ".gif", ".ico", ".jpeg", ".jpg", ".png", ".svg"),
    *(".tif", ".tiff", ".webp"),
)
"""How the names of images end, in small letters. An embed, `![[…]]`, of anything else is none."""
_MAY_BE = re.compile(r"!\[|<img", re.IGNORECASE)


class ImageFiles(Protocol):
    """What the disk has. Paths are relative to the content root, with /; nothing out of it is found."""

    def find(self, path: str) -> str:
        """The path of a file as it is written on the disk; empty where there is none."""

    def ending_with(self, path: str) -> Sequence[str]:
        """The paths of images that end with whole names."""

    def digest(self, path: str) -> str:
        """The first 16 hexadecimal digits of the SHA-256 of a file; empty where it cannot be read."""


class AssumedFiles:
    """Stands in where nobody can look: there is every file, and what it holds is not known."""

    def find(self, path: str) -> str:
        """The same path."""
        return path

    def ending_with(self, path: str) -> Sequence[str]:
        """The same path."""
        return (path,)

    def digest(self, _path: str) -> str:
        """None."""
        return ""


ASSUMED: ImageFiles = AssumedFiles()


class LocalImage(NamedTuple):
    """An image that is no address on the web, and the path of its file; empty where that is not known.

    `outside` says that it would be out of the content root; `candidates` are those of which any may be meant.
    """

    link: Link
    path: str = ""
    anchor: str = ""
    outside: bool = False
    candidates: tuple[str, ...] = ()


def local_images(document: Document, files: ImageFiles) -> Iterator[LocalImage]:
    """Those of a document, in order."""
    if not _MAY_BE.search(document.body):
        return
    from execsync.core.documents.markdown import parse

    for link in parse(document.body).destinations:
        if link.image and not is_external(link.target):
            if link.kind is not LinkKind.WIKILINK:
                yield _at(link, document.path, files)
            elif link.target.partition("#")[0].rstrip().lower().endswith(ENDINGS):
                yield _embedded(link, document.path, files)


def follows_files(document: Document, settings: RuleSettings, files: ImageFiles) -> bool:
    """Whether a document's text may become another one, or better, by what happens to images."""
    if not settings.assets.base_url:
        return False
    images = local_images(document, files)
    return any(settings.assets.has_digest or not image.path for image in images)


def image_edits(document: Document, assets: AssetSettings, files: ImageFiles) -> Iterator[Edit]:
    """What puts addresses in the place of local images; one whose file is not found stays as it is."""
    for image in local_images(document, files):
        digest = files.digest(image.path) if image.path and assets.has_digest else ""
        if image.path and (digest or not assets.has_digest):
            anchor = f"#{quote(image.anchor)}" if image.anchor else ""
            address = f"{assets.address(image.path, digest)}{anchor}"
            yield _put(image.link, in_markup(address))


def _put(link: Link, address: str) -> Edit:
    if link.kind is LinkKind.WIKILINK:
        name = posixpath.basename(link.target.partition("#")[0].strip())
        shown = shown_text(link.text, name, embed=True)
        return Edit(link.start, link.end, f"![{shown}]({address})")
    return Edit(*link.at, f"{link.quote}{address}{link.quote}")


def _at(link: Link, page: str, files: ImageFiles) -> LocalImage:
    """The image at a path from the folder of a page, or from the content root."""
    written, _, anchor = link.target.partition("#")
    written = written.partition("?")[0]
    if link.kind is not LinkKind.WIKILINK:
        written, anchor = unquote(written), unquote(anchor)
    written = normalize("NFC", written).strip()
    folder = "" if written.startswith("/") else posixpath.dirname(page)
    path = posixpath.normpath(posixpath.join(folder, written.lstrip("/")))
    if path == ".." or path.startswith("../"):
        return LocalImage(link, outside=True)
    return LocalImage(link, files.find(path) if written else "", anchor)


def _embedded(link: Link, page: str, files: ImageFiles) -> LocalImage:
    """The image that `![[target]]` means: the one whose path ends with it, as with pages."""
    name, _, anchor = normalize("NFC", link.target).partition("#")
    name = name.strip()
    if name.startswith(("/", "./", "../")):
        return _at(link, page, files)
    found = files.ending_with(name)
    if len(found) > 1 and not ("/" in name and name in found):
        return LocalImage(link, candidates=tuple(found))
    whole = name if name in found else next(iter(found), "")
    return LocalImage(link, whole, anchor)
