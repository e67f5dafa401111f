"""What is left out of a body on its way to the hub, and what is put in beside links to pages."""

from collections.abc import Iterable, Iterator
from unicodedata import normalize

from execsync.core.documents.document import Document
from execsync.core.documents.edits import Edit, cut, in_order, trimmed
from execsync.core.documents.images import ASSUMED, ImageFiles, image_edits
from execsync.core.documents.parts import has_marks
from execsync.core.documents.position import Span
from execsync.core.documents.titles import heading_text, title_heading, title_of
from execsync.core.settings import RuleSettings


def edits_of(
    document: Document, settings: RuleSettings, files: ImageFiles = ASSUMED
) -> tuple[Edit, ...]:
    """The edits that a document's body gets, in order; none overlaps another."""
    body = document.body
    edits = in_order([*_cuts(document, settings), *_images(document, settings, files)])
    if edits:
        edits = trimmed(body, edits)
    notice = settings.notice
    if notice is None:
        return tuple(edits)
    says = notice.block(settings.shown_path(document.path))
    rest = len(body) - sum(edit.end - edit.start for edit in edits)
    apart = "\n\n" if rest or any(edit.text for edit in edits) else ""
    if notice.first:
        return (Edit(0, 0, says + apart), *edits)
    return (*edits, Edit(len(body), len(body), apart + says))


def _cuts(document: Document, settings: RuleSettings) -> Iterator[Edit]:
    body = document.body
    comments = settings.transform.strip_comments and "<!--" in body
    if comments or has_marks(body):
        from execsync.core.documents.markdown import parse

        structure = parse(body)
        gone = [*structure.skipped, *(structure.comments if comments else ())]
        for start, end in _runs(body, gone):
            yield cut(body, start, end, block=start in structure.blocks)
    if settings.strip_title_heading and (heading := title_heading(body)):
        title = title_of(document, settings).text
        if normalize("NFC", title) == normalize("NFC", heading_text(heading)):
            yield cut(body, heading.start, heading.end, block=True)


def _runs(body: str, spans: Iterable[Span]) -> Iterator[Span]:
    """The spans in order, as one where nothing but blanks is between them on a line."""
    run = None
    for span in sorted(spans):
        if run and not body[run.end : span.start].strip(" \t"):
            run = Span(run.start, max(run.end, span.end))
            continue
        if run:
            yield run
        run = span
    if run:
        yield run


def _images(document: Document, settings: RuleSettings, files: ImageFiles) -> Iterator[Edit]:
    if settings.assets.base_url:
        yield from image_edits(document, settings.assets, files)
