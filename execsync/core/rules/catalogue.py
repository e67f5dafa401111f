"""Every rule, by when it is run."""

from collections.abc import Mapping
from types import MappingProxyType

from execsync.core.rules import identity, keys, reading, sources, title, values
from execsync.core.rules.registry import Rule

READING = (
    reading.unreadable,
    reading.not_utf8,
    reading.nul_byte,
    reading.too_large,
    reading.mixed_line_ends,
    reading.link_out_of_root,
    reading.never_ends,
    reading.syntax,
    reading.duplicate_key,
    reading.front_matter_too_large,
    reading.too_deep,
    reading.too_many_aliases,
    reading.not_a_table,
    reading.tab,
    reading.control_character,
)
TITLE = (title.missing_title, title.unusable_title)
PAGE = (
    keys.misspelt_key,
    keys.unknown_key,
    keys.named_instead_of_id,
    values.wrong_type,
    values.unknown_status,
    values.unknown_visibility,
    values.repeated_item,
    values.unusable_text,
    sources.bad_address,
    sources.credentials,
    sources.repeated_source,
    identity.unusable_moved_from,
)
HUB = (
    sources.two_titles,
    identity.same_name,
    identity.moved_from_twice,
    identity.moved_from_exists,
)
RULES: Mapping[str, Rule] = MappingProxyType(
    {rule.code: rule for rule in sorted(READING + TITLE + PAGE + HUB, key=lambda rule: rule.code)}
)
