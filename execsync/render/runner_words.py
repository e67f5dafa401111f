"""Words that a CI runner takes for its own commands, broken where text of others is printed into its log.

GitHub Actions acts on a line that begins with `::name`, and on `##[name]` anywhere in one; Azure Pipelines on
`##vso[area.action]`. One character of each is written as an escape, so that a person still reads it.
"""

import re

_ANYWHERE = re.compile(r"##(?=\[|vso\[)", re.IGNORECASE)
_AT_START = re.compile(r"^([ \t\ufeff\xa0]*):(?=:)", re.MULTILINE)


def break_words(text: str) -> str:
    """Text of any kind, without a word that a runner would act on."""
    return _AT_START.sub(r"\1\\x3a", break_inner_words(text))


def break_inner_words(text: str) -> str:
    """Text without a word that a runner would act on, but a line may begin with `::`, as our commands do."""
    return _ANYWHERE.sub(r"#\\x23", text) if "##" in text else text


def break_in_xml(text: str) -> str:
    """An XML document without a word that a runner would act on, and otherwise the same."""
    return _ANYWHERE.sub("#&#35;", text)


def to_json(value: object, *, indent: int | None = None) -> str:
    """JSON of the same value, without such a word: what stands in it between `##` and `[` is a text's."""
    import json

    return _ANYWHERE.sub(r"#\\u0023", json.dumps(value, indent=indent))
