"""Rules for execsync.toml."""

from collections.abc import Iterator, Mapping

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
