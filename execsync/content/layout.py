"""Where the pages of a folder are, told by what lies in it and by the files of known tools."""

import json
import os
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from execsync.core.choices import Preset
from execsync.core.inventory import MARKDOWN, Exclusion, Layout, Sign
from execsync.core.rules.unread import way_to_take
from execsync.core.size_limits import NOTE
from execsync.errors import UnsafeFileError, UsageError
from execsync.render.plain import visible
from execsync.system.real_folder import read_regular_file

MOST_FILES = 100_000
_FILES = {
    Preset.HUGO: ("hugo.toml", "hugo.yaml", "hugo.yml", "hugo.json", "config/_default"),
    Preset.DOCUSAURUS: tuple(
        f"{place}docusaurus.config.{kind}"
        for place in ("", "website/")
        for kind in ("js", "ts", "mjs", "cjs", "mts", "cts")
    ),
    Preset.MKDOCS: ("mkdocs.yml", "mkdocs.yaml"),
    Preset.JEKYLL: ("_config.yml", "_config.yaml", "_config.toml", "_posts"),
    Preset.OBSIDIAN: (".obsidian",),
}
_OLD_HUGO = ("config.toml", "config.yaml", "config.yml", "config.json")
_HUGO_FOLDERS = ("archetypes", "layouts", "themes")
_FOLDERS = {Preset.HUGO: "content", Preset.DOCUSAURUS: "docs", Preset.MKDOCS: "docs"}
_NO_PAGES = {Preset.JEKYLL: ("_site", "_includes", "_layouts", "vendor")}
_REPOSITORY = ("changelog", "code_of_conduct", "contributing", "license", "readme", "security")
"""Files at the top of a repository that are about it, in small letters and without ending."""
_DOCS_DIR = re.compile(r"^docs_dir:[ \t]*(['\"]?)([\w./ -]+?)\1[ \t]*(?:#.*)?\r?$", re.MULTILINE)
_PLAIN = re.compile(r"[\w][\w ./-]*")


@dataclass
class _Found:
    """Paths of Markdown files, with / and relative to a folder, and how the names of the others end."""

    markdown: list[str] = field(default_factory=list)
    others: Counter[str] = field(default_factory=Counter)
    has_packages: bool = False

    @property
    def pages(self) -> list[str]:
        """Those that are not about the repository."""
        return [path for path in self.markdown if not _is_about(path)]


def has_pages(folder: str) -> bool:
    """Whether there is Markdown in a folder, but for the files that are about its repository."""
    return bool(_scan(folder).pages)


def lay_out(folder: str, source: str) -> Layout:
    """The layout of the Markdown in `source`, for an execsync.toml in `folder`.

    Raises UsageError where there is none, or where it lies outside of `folder`.
    """
    folder, source = os.path.abspath(folder), os.path.abspath(source)
    if os.path.commonpath([folder, source]) != folder:
        raise UsageError(
            f"{visible(source)}: lies outside of {visible(folder)}, where execsync.toml would be",
            hint=f"execsync init {visible(source)} writes it there",
        )
    found = _scan(source)
    if not found.markdown:
        hint = way_to_take(found.others, ()) or "name the folder that the pages are in"
        raise UsageError(f"{visible(source)}: has no Markdown in it", hint=hint)
    base, sign = _recognise(folder, source)
    root = _root(source, base, sign, found)
    below = "" if root == source else f"{_posix(os.path.relpath(root, source))}/"
    inside = [path.removeprefix(below) for path in found.markdown if path.startswith(below)]
    exclude = tuple(_exclusions(root, sign, found, inside))
    return Layout(
        root=_written(_posix(os.path.relpath(root, folder))),
        sign=sign,
        endings=Counter(os.path.splitext(path)[1].lower() for path in inside),
        exclude=exclude,
        elsewhere=len(found.markdown) - len(inside),
    )


def _scan(folder: str) -> _Found:
    """All files below a folder, but for what is hidden or a package of Node's; links are not followed."""
    found, seen = _Found(), 0
    for place, folders, files in os.walk(folder):
        found.has_packages |= "node_modules" in folders
        folders[:] = [one for one in folders if not one.startswith(".") and one != "node_modules"]
        seen += len(files)
        if seen > MOST_FILES:
            raise UsageError(
                f"{visible(folder)}: has more than {MOST_FILES:,} files",
                hint="name the folder that the pages are in: execsync init --from FOLDER",
            )
        for name in files:
            ending = os.path.splitext(name)[1].lower()
            if ending in MARKDOWN and not name.startswith("."):
                found.markdown.append(_posix(os.path.relpath(os.path.join(place, name), folder)))
            else:
                found.others[ending] += 1
    return found


def _recognise(folder: str, source: str) -> tuple[str, Sign | None]:
    """The tool whose files lie in `source` or in a folder above it, up to `folder`; and where they do."""
    place = source
    while True:
        for sign in _signs(place):
            return place, sign
        if place == folder:
            return source, None
        place = os.path.dirname(place)


def _signs(place: str) -> Iterator[Sign]:
    for tool, names in _FILES.items():
        yield from (Sign(tool, name) for name in names if os.path.exists(os.path.join(place, name)))
    is_hugo = any(os.path.isdir(os.path.join(place, name)) for name in _HUGO_FOLDERS)
    if is_hugo and os.path.isdir(os.path.join(place, "content")):
        yield from (
            Sign(Preset.HUGO, name)
            for name in _OLD_HUGO
            if os.path.isfile(os.path.join(place, name))
        )


def _root(source: str, base: str, sign: Sign | None, found: _Found) -> str:
    """The folder of the pages: where the tool has them, or else the one at the top that has all of them."""
    if sign and base == source:
        return _tool_root(base, sign) or source
    tops = {path.partition("/")[0] for path in found.pages if "/" in path}
    if not sign and len(tops) == 1 and all("/" in path for path in found.pages):
        return os.path.join(source, tops.pop())
    return source


def _tool_root(base: str, sign: Sign) -> str | None:
    name = _FOLDERS.get(sign.tool, ".")
    if sign.tool is Preset.MKDOCS and (told := _DOCS_DIR.search(_text(base, sign.name))):
        name = told[2]
    place = os.path.normpath(os.path.join(base, name))
    is_inside = os.path.commonpath([base, place]) == base
    return place if is_inside and os.path.isdir(place) else None


def _exclusions(
    root: str, sign: Sign | None, found: _Found, inside: list[str]
) -> Iterator[Exclusion]:
    """What is Markdown and no page. Only what is there is named."""
    tool = sign.tool if sign else None
    if found.has_packages:
        yield Exclusion("node_modules/", "packages of Node")
    for name in _NO_PAGES.get(tool, ()) if tool else ():
        if os.path.isdir(os.path.join(root, name)):
            yield Exclusion(f"/{name}/", "made or filled in by Jekyll")
    if tool is Preset.DOCUSAURUS and any(f"/{path}".count("/_") for path in inside):
        yield Exclusion("_*", "parts of pages for Docusaurus")
    if tool is Preset.OBSIDIAN and (name := _templates(root)):
        yield Exclusion(f"/{name}/", "templates of Obsidian")
    for path in sorted(inside):
        if (
            path != "README.md"
            and _is_about(path)
            and tool is not Preset.OBSIDIAN
            and _PLAIN.fullmatch(path)
        ):
            yield Exclusion(f"/{path}", "about the repository")


def _templates(vault: str) -> str:
    """The folder that a vault has its templates in; empty where it names none."""
    try:
        told = json.loads(_text(vault, ".obsidian/templates.json"))
    except (ValueError, RecursionError):
        return ""
    name = told.get("folder") if isinstance(told, dict) else None
    if not isinstance(name, str) or not _PLAIN.fullmatch(name) or ".." in name:
        return ""
    return name.strip("/") if os.path.isdir(os.path.join(vault, name)) else ""


def _text(folder: str, name: str) -> str:
    """What a small file says; empty where it cannot be read."""
    try:
        return read_regular_file(os.path.join(folder, name), limit=NOTE).decode(errors="replace")
    except (OSError, UnsafeFileError):
        return ""


def _written(path: str) -> str:
    """A path that execsync.toml can hold. Raises UsageError."""
    try:
        path.encode()
    except UnicodeEncodeError:
        raise UsageError(
            f"{visible(path)}: its name is not UTF-8",
            hint="rename the folder, so that a text can name it",
        ) from None
    return path


def _is_about(path: str) -> bool:
    return os.path.splitext(path)[0].lower() in _REPOSITORY


def _posix(path: str) -> str:
    return path.replace(os.sep, "/")
