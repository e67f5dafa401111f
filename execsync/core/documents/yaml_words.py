"""Values as YAML writes them on one line."""

import re
from collections.abc import Iterator, Mapping

from execsync.core.documents import yaml_block
from execsync.core.documents.read_error import ReadError
from execsync.core.documents.written import UNSEEN


def scalars(value: object, form: str, old: str, *, flow: bool) -> Iterator[str]:
    """The word in the style of the old one, then in the others."""
    if isinstance(value, bool):
        yield _SAME_FLAGS.get(old, {}).get(value, str(value).lower())
        return
    if not isinstance(value, str):
        return
    if form == '"':
        yield quoted(value)
    if form == "'" and not UNSEEN.search(value):
        yield _single(value)
    yield say(value, flow=flow)


_SAME_FLAGS: Mapping[str, Mapping[bool, str]] = {
    word: {True: yes, False: no}
    for yes, no in (
        *(("true", "false"), ("True", "False"), ("TRUE", "FALSE"), ("yes", "no"), ("Yes", "No")),
        *(("YES", "NO"), ("on", "off"), ("On", "Off"), ("ON", "OFF")),
    )
    for word in (yes, no)
}
"""By the word that stood there, how it says both."""


def say(value: object, *, flow: bool) -> str:
    """A value on one line, without quotes where it needs none."""
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{key_word(k)}: {say(v, flow=True)}' for k, v in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(say(item, flow=True) for item in value)}]"
    if not isinstance(value, str):
        return str(value).lower() if isinstance(value, bool) else str(value)
    if _may_be_plain(value, flow=flow):
        return value
    single = _single(value)
    is_simpler = ("\\" in value or '"' in value) and not re.search(f"'|{UNSEEN.pattern}", value)
    return single if is_simpler and _means(single, value) else quoted(value)


def _may_be_plain(value: str, *, flow: bool) -> bool:
    """Whether every reader of YAML takes a bare word for this text; some read `1e3` and `y` otherwise."""
    if _DOUBTFUL.fullmatch(value) or UNSEEN.search(value):
        return False
    return _means(f"[{value}]", [value]) if flow else _means(f"k: {value}", {"k": value})


_DOUBTFUL = re.compile(r"[-+]?\.?\d[\w.:+-]*|[-+]?\.(?:inf|nan)|[yn]|=|", re.IGNORECASE)


def _means(written: str, value: object) -> bool:
    try:
        return yaml_block.load(written)[0] == value
    except ReadError:
        return False


def _single(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def quoted(value: object) -> str:
    """A text in double quotes, with everything escaped that does not show."""
    text = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return '"' + UNSEEN.sub(_escape, text) + '"'


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    return {"\n": "\\n", "\t": "\\t"}.get(match[0]) or (
        f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
    )


def key_word(key: object) -> str:
    """A key, which may stand in braces, too."""
    return say(str(key), flow=True)
