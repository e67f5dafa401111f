"""Addresses in a text of the web, put back into the words of the file that it was made of."""

import posixpath
import re
from bisect import bisect_left
from collections.abc import Iterator
from urllib.parse import unquote

from execsync.core.documents.edits import Edit, edited
from execsync.core.documents.markdown import parse
from execsync.core.documents.structure import REFERENCES, Link, LinkKind
from execsync.core.pulling.origins import Origins
from execsync.core.pulling.sending import Sending
from execsync.core.pulling.units import LABEL, folded, written_definitions

_SIGNS = re.compile(r"[\x00-\x20\x7f-\xa0<>()\[\]\\%#?\"'`&|]")


class LocalText:
    """`text` is the web's, `edits` what puts the file's words into it.

    With `inline`, references become links that need no definition, where the text that was sent has another
    definition of that name, or none.
    """

    def __init__(
        self, text: str, sending: Sending, origins: Origins, *, inline: bool = False
    ) -> None:
        self.text = text
        self._sending = sending
        self._ids = {page_id: path for path, page_id in sending.filling.ids.items() if page_id}
        self._written = {
            origins.text[change.first : change.last].strip("\"'"): origins.body[
                change.start : change.end
            ]
            for change in origins.changes
            if change.first < change.last and change.start < change.end
        }
        self._sent = written_definitions(origins.text) if inline else {}
        self._inline = inline
        self.edits = tuple(self._edits())
        self._starts = [edit.start for edit in self.edits]

    def part(self, start: int, end: int) -> str:
        """`text[start:end]` in the file's words; an edit that is not whole within it is left out."""
        first, last = bisect_left(self._starts, start), bisect_left(self._starts, end)
        inside = [
            edit._replace(start=edit.start - start, end=edit.end - start)
            for edit in self.edits[first:last]
            if edit.end <= end
        ]
        return edited(self.text[start:end], inside).text

    def _edits(self) -> Iterator[Edit]:
        found = [edit for link in parse(self.text).destinations if (edit := self._edit(link))]
        if self._inline:
            found += self._inlined()
        at = 0
        for edit in sorted(found):
            if edit.start >= at:
                yield edit
                at = edit.end

    def _inlined(self) -> Iterator[Edit]:
        structure = parse(self.text)
        links = {link.at: link for link in structure.definitions}
        for link in structure.links:
            definition = links.get(link.at) if link.kind in REFERENCES else None
            if definition is None:
                continue
            written = self.text[definition.start : definition.end].strip()
            label = LABEL.match(written)
            if label is None or self._sent.get(folded(label[1])) == written:
                continue
            start = {
                LinkKind.REFERENCE: self.text.rfind("[", link.start, link.end),
                LinkKind.COLLAPSED: link.end - 2,
            }.get(link.kind, link.end)
            edit = self._edit(definition)
            target = self.text[slice(*definition.at)] if edit is None else edit.text
            first, last = definition.at
            begin = self.text[definition.start : first].rpartition(":")[2]
            after = self.text[last : definition.end]
            yield Edit(start, link.end, f"({' '.join(f'{begin}{target}{after}'.split())})")

    def _edit(self, link: Link) -> Edit | None:
        whole = self._written.get(self.text[link.start : link.end])
        if whole is not None:
            return Edit(link.start, link.end, whole)
        if link.kind in (LinkKind.AUTOLINK, LinkKind.WIKILINK):
            return None
        known = self._written.get(self.text[slice(*link.at)])
        said = known if known is not None else self._path(link)
        return Edit(*link.at, said) if said is not None else None

    def _path(self, link: Link) -> str | None:
        """The way from the page to the file of the page or of the image that a link leads to."""
        if not link.image and (page := _page_in(link.target, self._sending.filling.form)):
            path = self._ids.get(page[0])
            own = (
                path == self._sending.document.path
            )  # a path to it would be sent as an anchor alone
            return self._relative(path, page[1]) if path and not own else None
        base = self._sending.settings.assets.base_url
        if link.image and (found := _image_in(link.target, base)):
            return self._relative(found, "") if self._sending.files.find(found) else None
        return None

    def _relative(self, path: str, anchor: str) -> str:
        folder = posixpath.dirname(self._sending.document.path)
        way = posixpath.relpath(path, folder or ".")
        return f"{_escaped(way)}#{_escaped(anchor)}" if anchor else _escaped(way)


def _escaped(words: str) -> str:
    """A part of a link, with nothing in it that could end one in Markdown or in HTML."""
    safe = _SIGNS.sub(lambda sign: "".join(f"%{byte:02X}" for byte in sign[0].encode()), words)
    return f"./{safe}" if ":" in safe.partition("/")[0] else safe


def _page_in(address: str, form: str) -> tuple[str, str] | None:
    """The id and the anchor in the address of a page."""
    if not form:
        return None
    whole = form if "{anchor}" in form else f"{form}{{anchor}}"
    pattern = re.escape(whole).replace(r"\{id\}", r"(?P<id>[^/?\#&]+)", 1)
    pattern = pattern.replace(r"\{anchor\}", r"(?:\#(?P<anchor>[^/?\#]*))?", 1)
    found = re.fullmatch(pattern.replace(r"\{id\}", "(?P=id)").replace(r"\{anchor\}", ""), address)
    return (unquote(found["id"]), unquote(found["anchor"] or "")) if found else None


def _image_in(address: str, base_url: str) -> str:
    """The path of the image at an address; empty where that does not say."""
    if "{path}" not in base_url:
        return ""
    pattern = re.escape(base_url).replace(r"\{path\}", "(?P<path>.+)", 1)
    pattern = pattern.replace(r"\{path\}", "(?P=path)").replace(r"\{digest\}", "[0-9a-f]*")
    found = re.fullmatch(pattern, address)
    path = unquote(found["path"]) if found else ""
    is_inside = path and posixpath.normpath(path) == path and not path.startswith(("../", "/"))
    return path if is_inside and path != ".." else ""
