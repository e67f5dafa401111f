"""Every rule, by when it is run."""

from collections.abc import Mapping
from types import MappingProxyType

from execsync.core.rules import (
    blocks,
    body,
    config,
    files,
    foreign,
    identity,
    images,
    keys,
    links,
    names,
    parts,
    publication,
    secrets,
    sources,
    suppressions,
    title,
    values,
)
from execsync.core.rules.registry import Rule

READING = (
    files.unreadable,
    files.not_utf8,
    files.nul_byte,
    files.too_large,
    files.mixed_line_ends,
    files.outside,
    files.link_out_of_root,
    files.left_out,
    files.no_page,
    files.conflict_markers,
    blocks.never_ends,
    blocks.syntax,
    blocks.duplicate_key,
    blocks.front_matter_too_large,
    blocks.too_deep,
    blocks.too_many_aliases,
    blocks.not_a_table,
    blocks.tab,
    blocks.control_character,
    body.too_deep,
)
TITLE = (title.missing_title, title.unusable_title, title.unbalanced_direction)
PUBLICATION = (publication.overlooked_draft, parts.unclosed_part)
IMAGES = (images.image_not_found,)
SECRETS = (secrets.exec_key, secrets.other_secret, secrets.likely_secret)
NAMES = (identity.unportable_name,)
FRONT = (
    keys.misspelt_key,
    keys.unknown_key,
    values.wrong_type,
    values.unknown_status,
    values.unknown_visibility,
    values.repeated_item,
    values.unusable_text,
    sources.bad_address,
    sources.credentials,
    sources.repeated_source,
    identity.unusable_moved_from,
    publication.managed_without_id,
)
PROSE = (
    links.no_page,
    links.no_anchor,
    links.out_of_hub,
    links.ambiguous,
    links.local_image,
    body.empty,
    body.skipped_level,
    body.too_long,
    foreign.template,
    foreign.snippet,
    foreign.block,
    foreign.mdx,
    foreign.obsidian,
)
LISTED = (names.unknown_name,)
CONFIG = (config.unusable_setting,)
WHOLE = (config.links_without_address,)
SUPPRESSIONS = (suppressions.unknown_code,)
HUB = (
    sources.two_titles,
    identity.same_name,
    identity.moved_from_twice,
    identity.moved_from_exists,
)
_ALL = (
    *READING,
    *TITLE,
    *PUBLICATION,
    *IMAGES,
    *NAMES,
    *LISTED,
    *SECRETS,
    *FRONT,
    *PROSE,
    *SUPPRESSIONS,
    *CONFIG,
    *WHOLE,
    *HUB,
)
RULES: Mapping[str, Rule] = MappingProxyType(
    {rule.code: rule for rule in sorted(_ALL, key=lambda rule: rule.code)}
)
