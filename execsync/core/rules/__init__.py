"""What can be wrong with content: one function a rule, each with a code that stays."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from execsync.core.diagnostic import Diagnostic
from execsync.core.documents.document import Document, parse
from execsync.core.documents.fields import source_tables
from execsync.core.documents.images import ASSUMED, ImageFiles
from execsync.core.documents.read_error import ReadError
from execsync.core.documents.translation import translate
from execsync.core.rules.catalogue import (
    CONFIG,
    FRONT,
    HUB,
    IMAGES,
    NAMES,
    PROSE,
    PUBLICATION,
    RULES,
    SECRETS,
    SUPPRESSIONS,
    TITLE,
    WHOLE,
)
from execsync.core.rules.levels import judge
from execsync.core.rules.prose import HubPages, Prose
from execsync.core.rules.registry import Finding, Rule
from execsync.core.rules.secrets import is_innocent
from execsync.core.rules.suppressions import without_suppressed
from execsync.core.settings import RuleSettings

__all__ = [
    "RULES",
    "HubPages",
    "Prose",
    "Rule",
    "check",
    "check_config",
    "check_hub",
    "check_prose",
    "explain",
    "judge",
    "makes_no_page",
    "outline",
    "read",
]


def explain(path: str, trouble: ReadError) -> Diagnostic:
    """What is wrong with reading a file, as a diagnostic."""
    rule = RULES[trouble.code]
    return rule.report(path, rule.check(trouble), None)


def read(
    path: str, data: bytes, settings: RuleSettings, now: datetime
) -> tuple[Document | None, list[Diagnostic]]:
    """The document in `data` in our words, if it can be read, and what was wrong with reading it.

    `now` knows its time zone: other tools let pages begin and end. Never raises for what a file may hold.
    """
    document, troubles = parse(path, data)
    found = [explain(path, trouble) for trouble in troubles]
    return translate(document, settings, now) if document else None, found


def check(
    document: Document, settings: RuleSettings, files: ImageFiles = ASSUMED
) -> list[Diagnostic]:
    """What is wrong with one document by itself, as far as a plan needs to know; `files` has its images."""
    found = _find(FRONT, document)
    if document.is_managed:
        found += _find((*TITLE, *PUBLICATION), document, settings)
        found += _find(IMAGES, document, settings, files)
    found += _find(NAMES if is_innocent(document) else (*NAMES, *SECRETS), document)
    return without_suppressed(document, found, RULES.values())


def makes_no_page(found: Iterable[Diagnostic]) -> bool:
    """Whether something was found that keeps a document from becoming a page, whatever its level."""
    return any(RULES[diagnostic.code].firm for diagnostic in found)


def check_prose(prose: Prose) -> list[Diagnostic]:
    """What is wrong with a document's text; a plan does not need to know, and it takes time."""
    document = prose.document
    found = [
        rule.report(document.path, finding, document)
        for rule in PROSE
        for finding in rule.check(prose)
    ]
    found += _find(SUPPRESSIONS, document, RULES)
    return without_suppressed(document, found, RULES.values())


def check_config(
    config: Document, settings: RuleSettings, links: Sequence[int] = ()
) -> list[Diagnostic]:
    """What is wrong with execsync.toml, given as a document that is all body.

    `links` says of each page how many others it links, where all of them were read.
    """
    found = _find(SECRETS, config) + _find(CONFIG, config, settings, RULES)
    return found + _find(WHOLE, config, settings, links)


def _find(rules: Iterable[Rule], document: Document, *more: object) -> list[Diagnostic]:
    """What each of some rules finds in a document, given `more` that they need to know."""
    return [
        rule.report(document.path, finding, document)
        for rule in rules
        for finding in rule.check(document, *more)
    ]


def outline(document: Document) -> Document | None:
    """A document as far as `check_hub` needs it, so that its text need not stay in memory.

    None where it has nothing but its path to do with others.
    """
    if "moved_from" not in document.front and not any(source_tables(document.front)):
        return None
    if "execsync:" in document.body:
        return document
    return replace(document, body="", body_line=1)


def check_hub(
    documents: Sequence[Document],
    *,
    paths: Sequence[str] | None = None,
    only: Container[str] | None = None,
) -> list[Diagnostic]:
    """What is wrong between documents, which must be sorted by path, and so must `paths`.

    `paths` are those of all pages, where not every document was read. With `only`, what has nothing
    to do with a page whose path is in it is left out.
    """
    diagnostics: list[Diagnostic] = []
    if paths is None:
        paths = [document.path for document in documents]
    for rule in HUB:
        findings: Iterable[tuple[Document, Finding]] = rule.check(documents, paths)
        for document, finding in findings:
            if only is None or document.path in only or finding.about in only:
                reported = rule.report(document.path, finding, document)
                diagnostics += without_suppressed(document, [reported], RULES.values())
    return diagnostics
