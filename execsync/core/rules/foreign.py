"""Rules for what other tools make something of, and the hub shows as it is written."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from execsync.core.diagnostic import Severity
from execsync.core.documents.position import InBody, line_of
from execsync.core.rules.prose import LONG, Prose
from execsync.core.rules.registry import Finding, rule
from execsync.core.rules.suppressions import suppressions


class Kind(NamedTuple):
    """One way of writing. A body that lacks one of `signs` is not searched: single characters come first.

    Python finds one character in a tenth of a microsecond, and two in fourteen, in a page of 11 kB.
    """

    name: str
    signs: tuple[str, ...]
    pattern: re.Pattern[str]
    hint: str


def _kind(name: str, signs: tuple[str, ...], pattern: str, hint: str) -> Kind:
    return Kind(name, signs, re.compile(pattern, re.MULTILINE), hint)


WRITE_OUT = "write what it stands for"
QUOTE = "write it as a quote, or below a heading"
DELETE = "delete it, and what needs it"
_BELOW = r"[ \t]{0,9}\n(?:[ \t]*\n)*(?: {4}|\t)"
_BOX = rf"[ \t]+[a-z][\w -]{{0,80}}(?:\"[^\"\n]*\")?{_BELOW}"
_NAME = r"(?=[A-Z][\w.]*[a-z])[\w.]+"
_VALUE = r"[ \t]+(?:const|let|var|function|class|default)[ \t]+\w+[ \t]*[;=({]"
TEMPLATES = (
    _kind("shortcode", ("{", "{{"), r"\{\{[<%][^{}]{1,1000}[>%]\}\}", WRITE_OUT),
    _kind("template tag", ("{", "{%"), r"(?<!\{)\{%[-+]?\s*\w[^{}]{0,1000}%\}", WRITE_OUT),
    _kind("variable", ("{", "{{"), r"(?<![={$])\{\{-?\s*[A-Za-z_.$][^{}\n]{0,200}\}\}", WRITE_OUT),
)
SNIPPETS = (
    _kind("snippet", ("<", "-8<-"), r"^[ \t]*-+8<-+(?=[ \t]|$)", "copy the text, or link to it"),
)
BLOCKS = (
    _kind("directive", (":::",), r"^[ \t>]*:{3,}[ \t]*[{\w]", QUOTE),
    _kind("admonition", ("!", "!!! "), rf"^[ \t]*!!!{_BOX}", QUOTE),
    _kind("folded admonition", ("?", "???"), rf"^[ \t]*\?\?\?\+?{_BOX}", QUOTE),
    _kind(
        "content tab",
        ("=", "==="),
        rf'^[ \t]*===[!+]?[ \t]+"[^"\n]*"{_BELOW}',
        "write a heading in its place",
    ),
    _kind("callout", (">", "!", "[!"), r"^[ \t]*>[ \t>]*\[![\w-]+\]", "write its kind in bold"),
)
MDX = (
    _kind(
        "import",
        ("\nimport ",),
        r"^import[ \t]+(?:[\w*{][^;'\"]{0,300}?\sfrom[ \t]+)?['\"][^'\"\n]+['\"]",
        DELETE,
    ),
    _kind("export", ("\nexport ",), rf"^export{_VALUE}", DELETE),
    _kind(
        "tag of a component",
        ("<",),
        rf"<(?:{_NAME}(?:(?:\s[^<>]{{0,1000}})?/>|\s[^<>=]{{0,200}}=[^<>]{{0,1000}}>)|/{_NAME}[ \t]*>)",
        "write its content as Markdown",
    ),
)
OBSIDIAN = (
    _kind(
        "comment",
        ("%", "%%"),
        r"(?<![\w%])%%(?:[^%]|%(?!%)){1,5000}%%",
        "write it as <!-- … -->",
    ),
    _kind(
        "block id",
        ("^",),
        r"(?:^|[ \t])\^(?=[A-Za-z0-9-]*[A-Za-z])[A-Za-z0-9-]+[ \t]*$",
        "delete it, and link to a heading instead",
    ),
)


@rule("EX100", "template-syntax", Severity.WARNING)
def template(prose: Prose) -> Iterator[Finding]:
    """A page holds what a site generator fills in, and the hub does not.

    Shortcodes of Hugo (`{{< note >}}`, `{{% note %}}`), tags of Liquid and Jinja (`{% include x %}`)
    and variables (`{{ version }}`). One finding stands for all of a kind in a page, at the first of them;
    in code they mean themselves.

    Wrong:

    ```markdown
    ---
    title: Refunds
    ---

    We refund within {{ days }} days. {{< see "returns" >}}
    ```

    Right:

    ```markdown
    ---
    title: Refunds
    ---

    We refund within 30 days. A mail may say `{{ days }}`.
    ```
    """
    return _find(prose, "EX100", TEMPLATES)


@rule("EX101", "snippet-syntax", Severity.WARNING)
def snippet(prose: Prose) -> Iterator[Finding]:
    """A page takes in another file, as the snippets of MkDocs do; the hub shows the line instead.

    Wrong:

    ```markdown
    ---
    title: Refunds
    ---

    --8<-- "deadlines.md"
    ```

    Right:

    ```markdown
    ---
    title: Refunds
    ---

    We refund within 30 days.
    ```
    """
    return _find(prose, "EX101", SNIPPETS)


@rule("EX102", "block-syntax", Severity.WARNING)
def block(prose: Prose) -> Iterator[Finding]:
    """A page has a box that Markdown does not know.

    Directives (`:::tip`, as in Docusaurus, VitePress and MyST), admonitions (`!!! note` and `??? note`) and
    tabs (`=== "Title"`), as in MkDocs, and callouts (`> [!NOTE]`, as on GitHub and in Obsidian). The signs
    are shown as text, and the content of an admonition or a tab as code.

    Wrong:

    ```markdown
    ---
    title: Refunds
    ---

    !!! warning
        Ask for the invoice number first.
    ```

    Right:

    ```markdown
    ---
    title: Refunds
    ---

    > **Warning:** ask for the invoice number first.
    ```
    """
    return _find(prose, "EX102", BLOCKS)


@rule("EX103", "mdx-syntax", Severity.WARNING)
def mdx(prose: Prose) -> Iterator[Finding]:
    """A page holds code of MDX: imports, exports or components (`<Tabs>`). The hub runs none.

    Wrong:

    ```markdown
    ---
    title: Refunds
    ---

    import Tabs from '@theme/Tabs'

    <Tabs>We refund within 30 days.</Tabs>
    ```

    Right:

    ```markdown
    ---
    title: Refunds
    ---

    We refund within 30 days.
    ```
    """
    return _find(prose, "EX103", MDX)


@rule("EX104", "obsidian-syntax", Severity.WARNING)
def obsidian(prose: Prose) -> Iterator[Finding]:
    """A page holds a comment (`%% … %%`) or a block's id (`^an-id` at a line's end) of Obsidian.

    Readers of the hub see both, also what was meant for nobody.

    Wrong:

    ```markdown
    ---
    title: Refunds
    ---

    We refund within 30 days. %% Really? %%
    ```

    Right:

    ```markdown
    ---
    title: Refunds
    ---

    We refund within 30 days. <!-- Really? -->
    ```
    """
    return _find(prose, "EX104", OBSIDIAN)


def _find(prose: Prose, code: str, kinds: tuple[Kind, ...]) -> Iterator[Finding]:
    """A finding for each kind that is there, at the first place that is no code, comment or suppressed."""
    body = prose.document.body
    if len(body) > LONG:
        return
    lines = f"\n{body}"
    for kind in kinds:
        if not all(sign in lines for sign in kind.signs):
            continue
        found = (match.start() + _before(match[0]) for match in kind.pattern.finditer(body))
        places = [place for place in found if not prose.structure.is_literal(place)]
        if places := _unsuppressed(prose, code, places):
            times = f", {len(places):,} times" if len(places) > 1 else ""
            summary = f"{kind.name}{times}: the hub shows it as it is written"
            yield Finding(InBody(places[0]), summary, kind.hint)


def _before(text: str) -> int:
    """How many characters stand before what was found."""
    return len(text) - len(text.lstrip(" \t>"))


def _unsuppressed(prose: Prose, code: str, places: list[int]) -> list[int]:
    """Those on lines for which no comment suppresses the rule: one comment is not to speak for a page."""
    document = prose.document
    if not places or "execsync:" not in document.body:
        return places
    given = [one.lines for one in suppressions(document) if code in one.codes]
    at = {place: document.body_line + line_of(document.body, place) for place in places}
    return [place for place in places if not any(at[place] in lines for lines in given)]
