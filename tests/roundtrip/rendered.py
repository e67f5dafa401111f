"""What a reader sees of Markdown, by GitHub's own parser, of which the program knows nothing."""

import re

import cmarkgfm  # type: ignore[import-untyped]

OPTIONS = cmarkgfm.Options.CMARK_OPT_UNSAFE | cmarkgfm.Options.CMARK_OPT_FOOTNOTES
_CODE = re.compile(r"(<pre.*?</pre>)", re.DOTALL)


def rendered(markdown: str) -> str:
    """The text as HTML, with one blank for several outside of code."""
    html = cmarkgfm.github_flavored_markdown_to_html(markdown, OPTIONS)
    parts = _CODE.split(html)
    return "".join(
        part if number % 2 else " ".join(part.split()) for number, part in enumerate(parts)
    )
