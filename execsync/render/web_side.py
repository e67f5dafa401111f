"""A page that somebody edited on the web, in words: each side of each field, both texts' changes, and who."""

from collections.abc import Iterator
from dataclasses import dataclass

from execsync.core.planning.sides import FieldSides, Value
from execsync.core.planning.web_edit import WebEdit
from execsync.render.body_diff import BodyDiff
from execsync.render.plain import visible

SHOWING = "execsync plan --refresh-only"
"""The command that asks the hub for texts which are not at hand."""
DRAFT = "somebody (a draft: the hub does not say who)"
SOMEBODY = "somebody (the hub says who of what is published alone)"


@dataclass(frozen=True, slots=True)
class WebSide:
    """What stands beside a change. A difference is None where a text is not at hand, or nothing changed.

    The values of `fields` are those to be shown: names for ids, as far as they are known.
    """

    edit: WebEdit | None
    fields: tuple[FieldSides, ...]
    on_web: BodyDiff | None = None
    in_file: BodyDiff | None = None
    between: BodyDiff | None = None
    """From the web's text to the file's, where what we last wrote is not at hand."""
    is_lost: bool = False
    """Whether a text was edited, and is not at hand."""

    def lines(self) -> Iterator[str]:
        """A line for who did it, and one for each field but the text; control characters are visible."""
        if self.edit is not None:
            yield visible(f"by {by_whom(self.edit)}")
        yield from (visible(_field(side)) for side in self.fields if side.field != "content")
        if self.is_lost:
            yield f"content: the text on the web is not at hand; {SHOWING} shows it"

    def differences(self) -> Iterator[tuple[str, BodyDiff]]:
        """The changes of the text, each with what it is."""
        if self.on_web is not None:
            yield f"content on the web {counts(self.on_web)}:", self.on_web
        if self.in_file is not None:
            yield f"content here {counts(self.in_file)}:", self.in_file
        if self.between is not None:
            yield "content: - on the web, + here", self.between


def by_whom(edit: WebEdit) -> str:
    """Who edited a page, how and when."""
    if edit.unasked:
        return f"somebody, {edit.when} ({SHOWING} says who)"
    if not edit.who:
        return f"{DRAFT if edit.in_draft else SOMEBODY}, {edit.when}"
    how = f" ({edit.change_type.replace('_', ' ')})" if edit.change_type else ""
    draft = "; a draft waits beside it, and of that the hub does not say whose"
    return f"{' and '.join(edit.who)}{how}, {edit.when}{draft if edit.in_draft else ''}"


def counts(diff: BodyDiff) -> str:
    """The number of lines that came and went."""
    return f"+{diff.added} -{diff.removed}"


def _field(side: FieldSides) -> str:
    before, web, file = (_shown(value) for value in (side.before, side.web, side.file))
    if side.before is None:
        return f"{side.field}: {web} on the web" + (
            f", {file} here" if side.file is not None else ""
        )
    if not side.on_web:
        return f"{side.field}: {before} → {file} here"
    if side.is_settled:
        return f"{side.field}: {before} → {web} on the web, and here too"
    if not side.in_file:
        return f"{side.field}: {before} → {web} on the web"
    return f"{side.field}: {before} before, {web} on the web, {file} here"


def _shown(value: Value) -> str:
    if isinstance(value, tuple):
        return " + ".join(value) or "none"
    return value or "none"
