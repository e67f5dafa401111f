"""Code in colours: of the languages that teams write of, and as much as takes no time."""

from __future__ import annotations

import re
from html import escape

LARGEST = 4_000
"""Characters of a block; what is longer stays as it is. Some rules cost time by their number squared."""

_ENDLESS = re.compile(r"(.{1,3}?)\1{79}", re.DOTALL)
"""What nobody writes, and what takes such rules longest."""

_LANGUAGES = frozenset(
    """
    bash c c++ cpp cs csharp css diff docker dockerfile go graphql html http ini java javascript
    js json jsx kotlin lua markdown md nginx perl php powershell ps1 py python python3 r rb
    ruby rs rust scala sh shell sql swift toml ts tsx typescript xml yaml yml zsh
    """.split()  # noqa: SIM905
)
CODE_CLASSES = frozenset(
    """
    c c1 ch cm cp cpf cs err esc g gd ge ges gh gi go gp gr gs gt gu k kc kd kn kp kr kt l ld
    m mb mf mh mi il mo n na nb bp nc ne nd ni nn nl no nx py nf fm nt nv vc vg vi vm ns o ow p pm s
    sa sb sc dl sd s2 se sh si sx sr s1 ss w x
    """.split()  # noqa: SIM905
)
"""What Pygments says of a part of code."""

_SESSIONS = {"console": "console", "shell-session": "console", "pycon": "pycon"}


def colour(code: str, language: str) -> str:
    """Code as HTML: spans with Pygments' short classes, or nothing but its text, escaped."""
    name = language.lower()
    if len(code) > LARGEST or (name not in _LANGUAGES and name not in _SESSIONS):
        return escape(code)
    if _ENDLESS.search(code):
        return escape(code)
    # Imported by the first page that has code: it takes as long as a page.
    from pygments import highlight
    from pygments.formatters.html import HtmlFormatter
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        lexer = get_lexer_by_name(_SESSIONS.get(name, name), stripnl=False, ensurenl=False)
    except ClassNotFound:
        return escape(code)
    return str(highlight(code, lexer, HtmlFormatter(nowrap=True)))
