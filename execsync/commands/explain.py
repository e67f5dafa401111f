"""`execsync explain`: what becomes of one file, where each value comes from, and what would be sent."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Literal
from unicodedata import normalize

from execsync.config import Config, line_in
from execsync.content.checking import check_file, judged
from execsync.content.file_bytes import read_bytes
from execsync.content.images import ImagesOnDisk
from execsync.content.lost_targets import way_to
from execsync.content.naming import lost_names
from execsync.content.places import page_path, shown_path
from execsync.content.tree import File, Tree, walk
from execsync.core.diagnostic import ContentError, Severity
from execsync.core.directory import Directory
from execsync.core.documents.desired import page_of, text_of
from execsync.core.documents.document import Document
from execsync.core.documents.origins import Explained, explain_fields
from execsync.core.documents.site import Site
from execsync.core.naming import ids_in, look_up
from execsync.core.planning.linking import LinkSites
from execsync.core.resource import Body, Page
from execsync.core.rules import makes_no_page
from execsync.core.running.creation import creation_body
from execsync.core.state import State
from execsync.errors import EXIT_OK, StateUnknown, UsageError
from execsync.output.console import Console
from execsync.output.reporting import refuse_missing_root, tell_finding
from execsync.render.explanation import (
    Explanation,
    PlacedOrigin,
    explanation_json,
    explanation_text,
)
from execsync.workspace import Workspace

Format = Literal["text", "json"]


def explain(config: Config, path: str, *, format: Format, console: Console) -> int:
    """Print the effective page of the file at `path`, from here or from the content root.

    Asks nobody. Raises UsageError where it is no page, and ContentError where its file has an error.
    """
    tree = walk(config)
    file = _find(config, tree, path)
    document = _read(config, file, console)
    shown = _explanation(config, document, tree, console)
    if format == "json":
        text = explanation_json(shown)
    else:
        text = explanation_text(shown, console.style(console.out))
    console.show(text, format)
    return EXIT_OK


def _find(config: Config, tree: Tree, path: str) -> File:
    refuse_missing_root(tree.missing)
    root = os.path.join(config.folder, config.content.root)
    from_here = normalize("NFC", os.path.relpath(path, root)).replace(os.sep, "/")
    files = {file.path: file for file in tree.files}
    found = files.get(from_here) or files.get(page_path(path, config))
    if found is None:
        wanted = page_path(path, config)
        raise UsageError(f"{path}: is none of the pages", hint=way_to(wanted, tuple(files), config))
    return found


def _read(config: Config, file: File, console: Console) -> Document:
    """The document of a file in which nothing is wrong; what is only odd is told."""
    now = datetime.now(UTC)
    document, found = check_file(
        file.path, *read_bytes(file), config.rules, now, ImagesOnDisk(config)
    )
    diagnostics = judged(found, config)
    errors = [one for one in diagnostics if one.severity is Severity.ERROR]
    if document is None or errors:
        raise ContentError(
            f"{file.path}: gives no page", diagnostics, hint="mend what is named above"
        )
    for one in diagnostics:
        tell_finding(one, console)
    return document


def _explanation(config: Config, document: Document, tree: Tree, console: Console) -> Explanation:
    path = shown_path(document.path, config)
    if not document.is_managed:
        return Explanation(path, id=str(document.front["id"]))
    workspace = Workspace(config)
    state = _state(workspace, console)
    site = Site([file.path for file in tree.files], config.rules.links)
    linked = text_of(document, config.rules, site, ImagesOnDisk(config))
    page = page_of(document, config.rules, Body.of(linked))
    page = _with_ids(page, config, workspace.directory([page]), state)
    text = config.path.read_text(encoding="utf-8-sig", errors="replace")
    sites = LinkSites(config.rules.links.page_url, _linked_only(config, page, tree))
    fields = explain_fields(document, page, config.rules)
    return Explanation(
        path,
        fields=[(field, [*_placed(config, text, path, field)]) for field in fields],
        body=creation_body(
            page, state, sites, keeps_foreign=config.apply.foreign_sources == "keep"
        ),
    )


def _state(workspace: Workspace, console: Console) -> State:
    """State for a look; where nobody can tell it, an empty one, in which no linked page has an id."""
    try:
        loaded = workspace.look()
    except StateUnknown as error:
        console.tell(f"note: without State, links to other pages stay as written: {error.message}")
        return State(lineage="")
    if loaded.warning is not None:
        tell_finding(loaded.warning, console)
    return loaded.state


def _linked_only(config: Config, page: Page, tree: Tree) -> dict[str, str]:
    """The ids of the pages that it links and that are not managed, by the paths of their files."""
    linked = {*page.body.links}
    now, images = datetime.now(UTC), ImagesOnDisk(config)
    ids: dict[str, str] = {}
    for file in [file for file in tree.files if file.path in linked]:
        document, found = check_file(file.path, *read_bytes(file), config.rules, now, images)
        if document and not document.is_managed and not makes_no_page(found):
            ids[file.path] = str(document.front["id"])
    return ids


def _with_ids(page: Page, config: Config, directory: Directory, state: State) -> Page:
    """The page with ids for names, as far as they are known here. Raises ContentError for a lost one."""
    named = look_up([page], directory, ids_in(state))
    if named.lost:
        found = lost_names(named.lost, config)
        message = f"{page.path}: gives no page"
        raise ContentError(message, found, hint="mend what is named above")
    return named.pages[0]


def _placed(config: Config, text: str, path: str, field: Explained) -> Iterator[PlacedOrigin]:
    """The field's origins with file and line; `text` is that of execsync.toml."""
    for origin in field.origins:
        if origin.setting:
            line = line_in(text, origin.setting)
            yield PlacedOrigin(origin.what, os.path.basename(config.file), line)
        elif origin.position:
            yield PlacedOrigin(origin.what, path, origin.position.line)
        else:
            yield PlacedOrigin(origin.what)
