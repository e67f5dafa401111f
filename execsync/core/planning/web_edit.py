"""Who edited a page on the web, how and when: as far as its published versions tell."""

from collections.abc import Iterable
from dataclasses import dataclass

from execsync.core.choices import Status
from execsync.core.hub_time import newest
from execsync.core.snapshot import PageVersion
from execsync.core.state import Observed, PageState


@dataclass(frozen=True, slots=True)
class WebEdit:
    """What happened to a page on the web since our last write.

    `who` are the names of those who published since, the last one first, and `change_type` is the hub's
    word for what that one did (manual_edit, restore, clone …): empty where the hub does not say. `when` is
    RFC 3339 text, in UTC. `in_draft` says that a draft waits there, of which the hub says of nobody that it
    is theirs.
    """

    when: str
    who: tuple[str, ...] = ()
    change_type: str = ""
    in_draft: bool = False
    unasked: bool = False
    """Whether the page's versions may tell who it was, and were not asked for."""


def is_published(known: PageState) -> bool:
    """Whether somebody has published the page since our last write, or may have: its versions tell who.

    Of a draft, and of folders, skills and sources, no version tells.
    """
    web, before = known.drift, known.observed
    if web is None or web.status != Status.PUBLISHED:
        return False
    return web.version is None or before is None or web.version != before.version


def describe_edit(
    known: PageState, versions: Iterable[PageVersion] | None = None
) -> WebEdit | None:
    """The edit that State has marked, by the page's `versions`, newest first; None where it has none.

    Without versions nobody has asked for them.
    """
    web = known.drift
    if web is None:
        return None
    since = [version for version in versions or () if _is_later(version, known.observed)]
    who = dict.fromkeys(version.created_by for version in since if version.created_by)
    times = [version.created_at for version in since if version.created_at]
    return WebEdit(
        when=newest([*times, web.updated_at]),
        who=tuple(who),
        change_type=since[0].change_type if since else "",
        in_draft=web.has_draft or web.status == Status.DRAFT,
        unasked=versions is None and is_published(known),
    )


def _is_later(version: PageVersion, before: Observed | None) -> bool:
    """Whether a version was published after our last write; of nothing but its number, that is told."""
    if before is None or before.version is None or version.version is None:
        return before is None or before.version is None
    return version.version > before.version
