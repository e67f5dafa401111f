"""Rules for execsync.toml."""

from collections.abc import Iterator, Mapping, Sequence

from execsync.core.diagnostic import Severity
from execsync.core.documents.document import Document
from execsync.core.documents.position import InBody
from execsync.core.rules.registry import Finding, Rule, rule
from execsync.core.settings import RuleSettings


@rule("EX091", "unusable-rule-setting")
def unusable_setting(
    document: Document, settings: RuleSettings, rules: Mapping[str, Rule]
) -> Iterator[Finding]:
    """`[rules]` of execsync.toml names a rule that does not exist, or one that cannot be changed.

    Rules that say why a file cannot be turned into a page always hold. `execsync rule` lists all
    rules, and which of them those are.

    Wrong:

    ```toml execsync.toml
    [rules.severity]
    EX020 = "off"
    ```

    Right:

    ```toml execsync.toml
    [rules.severity]
    EX080 = "off"
    ```
    """
    ignored = [code for codes in settings.ignore.values() for code in codes]
    for code in dict.fromkeys([*settings.severity, *ignored]):
        known = rules.get(code)
        if known is None or known.firm:
            what = f"`{code}` always holds" if known else f"there is no rule `{code}`"
            offset = max(document.body.find(code), 0)
            yield Finding(InBody(offset), what, "delete it; `execsync rule` lists the rules")


@rule("EX054", "links-without-address", Severity.WARNING)
def links_without_address(
    _document: Document, settings: RuleSettings, links: Sequence[int]
) -> Iterator[Finding]:
    """Pages link each other, and `[links] page_url` of execsync.toml does not say what their addresses are.

    The hub gives pages addresses of its own, and its API does not tell them. Without `page_url`,
    links between pages are sent as they are written, and readers cannot follow them. Copy the address of a
    page that execsync has made, and `execsync init --page-link ADDRESS` writes the setting. This is
    said once, when the whole hub is checked.

    Wrong:

    ```toml execsync.toml
    ```

    ```markdown
    ---
    title: Refunds
    ---

    See [returns](returns.md).
    ```

    ```markdown returns.md
    ---
    title: Returns
    ---

    Send it back in its box.
    ```

    Right:

    ```toml execsync.toml
    [links]
    page_url = "https://hub.example.com/pages/{id}"
    ```

    ```markdown
    ---
    title: Refunds
    ---

    See [returns](returns.md).
    ```

    ```markdown returns.md
    ---
    title: Returns
    ---

    Send it back in its box.
    ```
    """
    count, files = sum(links), sum(map(bool, links))
    if count and not settings.links.page_url:
        where = f"{count:,} links in {files:,} files lead" if count > 1 else "a link leads"
        summary = f"{where} to other pages, and will lead nowhere on the hub"
        hint = "copy the address of a page on the hub: execsync init --page-link ADDRESS"
        yield Finding(None, summary, hint)
