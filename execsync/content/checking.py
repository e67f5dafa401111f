"""One file, read and checked; and what was found in many, with its level and where people find it."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from execsync.config import Config
from execsync.content.places import relocate
from execsync.content.tree import Tree, walk_texts
from execsync.core import rules
from execsync.core.diagnostic import Diagnostic, Severity
from execsync.core.documents.document import Document
from execsync.core.documents.images import ImageFiles
from execsync.core.documents.read_error import ReadError
from execsync.core.rules.catalogue import HUB
from execsync.core.rules.unread import no_page
from execsync.core.settings import RuleSettings


def check_file(
    path: str,
    data: bytes,
    error: ReadError | None,
    settings: RuleSettings,
    now: datetime,
    files: ImageFiles,
) -> tuple[Document | None, list[Diagnostic]]:
    """The document in a file, if it can be read, and what is wrong with it by itself.

    `error` is what kept its `data` from being had; `now` knows its time zone, and `files` the images. Never
    raises for what a file may hold.
    """
    if error:
        return None, [rules.explain(path, error)]
    document, found = rules.read(path, data, settings, now)
    return document, found + rules.check(document, settings, files) if document else found


def judged(found: Iterable[Diagnostic], config: Config) -> list[Diagnostic]:
    """What was found, in order, with the levels of execsync.toml, and paths from its folder."""
    return rules.judge(relocate(found, config), config.rules)


def unread(config: Config, tree: Tree) -> list[Diagnostic]:
    """What there is to say of a content root without a page. Only there it is looked at once more."""
    if tree.files or tree.missing:
        return []
    trouble = no_page(walk_texts(config), config.content.include)
    return [rules.explain(".", trouble)] if trouble else []


def find_clashes(
    documents: Sequence[Document],
    diagnostics: Iterable[Diagnostic],
    paths: Sequence[str] | None = None,
) -> frozenset[str]:
    """The paths of the pages that claim to be each other's, by the errors found between documents.

    `paths` are those of all pages, where not every document was read.
    """
    codes = {found.code for found in diagnostics if found.severity is Severity.ERROR}
    clashes: set[str] = set()
    if paths is None:
        paths = [document.path for document in documents]
    for rule in HUB:
        if rule.code in codes:
            for document, finding in rule.check(documents, paths):
                clashes |= {document.path, finding.about}
    return frozenset(clashes - {""})
