"""What is said of a folder that holds text and no page, and of a file that is none."""

from collections import Counter
from collections.abc import Iterable
from posixpath import splitext

from execsync.core.config_tables import PAGE_ENDINGS
from execsync.core.documents.read_error import ReadError

MARKDOWN = (".mdx", ".mdown", ".mkdn", ".mkd", ".mdwn", ".markdn", ".qmd", ".rmd", ".txt")
OTHERS = (".rst", ".adoc", ".asciidoc", ".html", ".htm", ".org", ".textile", ".wiki", ".typ")
TEXTS = (*PAGE_ENDINGS, *MARKDOWN, *OTHERS)
"""How the names of files end that somebody may have meant as pages, in small letters."""
SHOWN = 3
"""Endings that are named."""


def no_page(paths: Iterable[str], include: Iterable[str]) -> ReadError | None:
    """Why none of the files at `paths` is a page; None where there is nothing to say."""
    endings = Counter(_ending(path) for path in paths)
    left_out = sum(endings.pop(ending, 0) for ending in PAGE_ENDINGS)
    if any(include) and (left_out or not endings):
        files = "1 file" if left_out == 1 else f"{left_out:,} files"
        detail = f"`include` matches none of {files} ending in .md" if left_out else ""
        hint = (
            "its patterns are Git's, relative to the content root; without it, every .md is a page"
        )
        return ReadError("EX009", detail=detail or "`include` matches no file", hint=hint)
    if not endings:
        return None
    (first, number), *more = endings.most_common(SHOWN)
    named = [f"{number:,} {'file ends' if number == 1 else 'files end'} in {first}"]
    named += [f"{number:,} in {ending}" for ending, number in more]
    hint = way_to_take(endings, include)
    return ReadError("EX009", detail=", ".join(named), hint=hint)


def way_to_take(endings: Iterable[str], include: Iterable[str]) -> str:
    """The setting that makes pages of files with these endings, too; empty where they are no text."""
    named = sorted({ending.lower() for ending in endings} & {*MARKDOWN, *OTHERS})
    if not named:
        return ""
    # A pattern alone would leave out what is a page by now.
    kept = tuple(include) or ("**/*.md",)
    patterns = ", ".join(f'"{one}"' for one in (*kept, *(f"**/*{ending}" for ending in named)))
    convert = "" if {*named} <= {*MARKDOWN} else "; convert to Markdown what is none"
    return f"include = [{patterns}] below [content] makes pages of them, too{convert}"


def _ending(path: str) -> str:
    return splitext(path)[1].lower()
