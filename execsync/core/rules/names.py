"""The rule for folders and skills that pages name."""

from typing import TYPE_CHECKING

from execsync.core.documents.position import Place
from execsync.core.rules.registry import Finding, rule

if TYPE_CHECKING:
    from execsync.core.naming import LostName


@rule("EX026", "unknown-name", firm=True)
def unknown_name(lost: "LostName", place: Place) -> Finding:
    """A folder or a skill is named that the hub does not have, or several have the name.

    `folders: [Sales / Pricing]` and `skills: [Negotiation]` name them as the hub does. The path of a folder
    is made of whole names and may leave out its beginning: `Pricing` is enough where only one folder is
    called so. With a slash before it, it begins at the top: `/Pricing`. To the letter comes first, then
    whatever the case. A slash that is part of a name is written as it is. `folder_ids` and `skill_ids` take
    ids; both together add up.

    Names are looked up in the lists that `execsync folders`, `execsync skills` or an apply has fetched last.
    `execsync plan` uses these, and an apply asks for them once more where a name is not in them.

    Folders cannot be made through the hub's API: make them on the web.
    """
    kind = lost.things.removesuffix("s")
    if lost.fitting:
        summary = f"several {lost.things} are called `{lost.name}`: {', '.join(lost.fitting)}"
        way = (
            "its whole path, with / before it if it stands at the top, or "
            if kind == "folder"
            else ""
        )
        return Finding(place, summary, f"write {way}its id in `{kind}_ids`")
    summary = f"no {kind} is called `{lost.name}`"
    if lost.near:
        summary += f"; nearest: {', '.join(lost.near)}"
    hint = f"`execsync {lost.things}` asks the hub for those that are new"
    if kind == "folder":
        hint += "; a folder must be made in the hub on the web, its API makes none"
    return Finding(place, summary, hint)
