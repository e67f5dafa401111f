"""Finding what there is to tell of a page that somebody edited on the web: texts, names, and who it was."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from execsync.core.directory import Directory
from execsync.core.naming import with_id
from execsync.core.page_fields import ID_LISTS, named_ids
from execsync.core.planning.plan import PageChange
from execsync.core.planning.sides import FieldSides, Value, sides_of
from execsync.core.planning.web_edit import WebEdit, describe_edit
from execsync.core.state import Observed, PageState, SourceState
from execsync.render.body_diff import BodyDiff, diff_bodies
from execsync.render.web_side import WebSide


@dataclass(frozen=True, slots=True)
class WebSides:
    """Finds them. `find_body` gives the body that was last written, or None where it is lost.

    `find_edit` tells who edited a page, `directory` has names of ids, and `sources` are those of State, by
    address.
    """

    find_body: Callable[[PageState], str | None]
    find_edit: Callable[[PageState], WebEdit | None] = describe_edit
    directory: Directory = field(default_factory=dict)
    sources: Mapping[str, SourceState] = field(default_factory=dict)

    def of(self, change: PageChange) -> WebSide | None:
        """What somebody made of a page on the web; None where nobody has."""
        known = change.edited
        sides = sides_of(change, self.sources)
        if known is None or not sides:
            return None
        fields = tuple(self._with_names(side, change) for side in sides)
        is_edited = any(side.field == "content" and side.on_web for side in sides)
        web = self.web_body(known) if is_edited else None
        is_lost = is_edited and web is None
        file = change.after.body.text() if change.after else None
        base, sent = self._base(known), self.find_body(known)
        edit = self.find_edit(known)
        if known.observed is None or base is None:
            return WebSide(edit, fields, between=_diff(web, file), is_lost=is_lost)
        on_web, in_file = _diff(base, web), _diff(sent, file)
        return WebSide(edit, fields, on_web=on_web, in_file=in_file, is_lost=is_lost)

    def web_body(self, known: PageState) -> str | None:
        """The text that the web has in place of what we sent, where it is at hand."""
        return self._shown_body(known, known.drift) if known.drift else None

    def _base(self, known: PageState) -> str | None:
        """The text that an edit on the web began with: in the hub's own spelling, where that is at hand."""
        shown = self._shown_body(known, known.observed) if known.observed else None
        return self.find_body(known) if shown is None else shown

    def _shown_body(self, known: PageState, shown: Observed) -> str | None:
        if not shown.body:
            return None
        return self.find_body(replace(known, body=shown.body, sent="", blob=""))

    def _with_names(self, side: FieldSides, change: PageChange) -> FieldSides:
        """A field with names in the place of ids."""
        if side.field not in ID_LISTS:
            return side
        names = self._names(side.field, change)
        return replace(
            side,
            before=_named(side.before, names),
            web=_named(side.web, names),
            file=_named(side.file, names),
        )

    def _names(self, ids: str, change: PageChange) -> Mapping[str, str]:
        """The names of folders or skills by id: as the page and its file have them, else the hub's list."""
        things = ID_LISTS[ids]
        rows = self.directory[things].rows if things in self.directory else {}
        names = {thing_id: row.name for thing_id, row in rows.items()}
        for page in filter(None, (change.edited, change.after)):
            names |= {thing_id: name for name, thing_id in named_ids(page, things)}
        return names


def _named(value: Value, names: Mapping[str, str]) -> Value:
    if not isinstance(value, tuple):
        return value
    return tuple(with_id(names[i], i) if i in names else i for i in value)


def _diff(before: str | None, after: str | None) -> BodyDiff | None:
    """The difference of two texts; None where one is not at hand, and where there is none."""
    if before is None or after is None or before == after:
        return None
    return diff_bodies(before, after)
