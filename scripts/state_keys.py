"""What docs/reference/state.md says of each key of State's tables; none may be left out."""

from collections.abc import Mapping

from execsync.core.tables import DOUBT, HEAD, PAGE, SOURCE

_TYPES = {str: "text", bool: "`true`", int: "number", list: "list of text"}
_HEAD: Mapping[str, str] = {
    "lineage": "the history that the serial belongs to",
    "serial": "one more with each write",
    "workspace_id": "the only workspace that this State is used with",
    "workspace_name": "its name",
    "workspace_slug": "its name in addresses",
    "watermark": "the newest `updated_at` that a list of pages has shown",
    "newest": "the newest `created_at` that the hub has shown of a page",
    "live": "how many live pages the hub should have by now",
    "maker": "whom the hub names as the owner of pages that we make",
}
_PAGE: Mapping[str, str] = {
    "id": "the hub's id",
    "title": "as it was sent",
    "status": "as it was sent",
    "visibility": "as it was sent",
    "body": "digest of the text, before addresses were put into its links",
    "folder_ids": "as they were sent",
    "skill_ids": "as they were sent",
    "folders": "the names that gave the first of `folder_ids`",
    "skills": "the names that gave the first of `skill_ids`",
    "sources": "the addresses that the file names",
    "source_ids": "their ids; others on the page are not ours",
    "links": "the pages that it links, by path",
    "link_ids": "the ids that were put in for them",
    "link_form": "the form of their addresses",
    "loose": "other files may change where its links lead",
    "sent": "digest of the text as it was sent, where it has such links",
    "protect": "never archived or replaced",
    "says": "what the sent text says, whatever its spelling",
    "created_at": "when the hub made it",
    "archived": "somebody archived it on the web",
    "doubles": "ids of pages that look like it, for a person to settle",
    "allowed_doubles": "those that a person has allowed",
    "stays_live": "a draft was saved beside a live version",
    "imported": "the page was there before its file",
    "blob": "Git's id of the file when it was last sent",
    "clean": "the settings under which that file was read without a finding",
    "retiring": "ids of pages that it replaced, still to be archived",
    "retiring_seen": "what the hub showed of each of them last",
    "retiring_edited": "those of them that were edited since",
    "unbased": "nobody knows what it was before the edit in `web_…`",
}
_SOURCE: Mapping[str, str] = {
    "id": "the hub's id",
    "title": "as it was sent",
    "cover": "as it was sent",
    "folder_ids": "as they were sent",
    "status": "the hub's word; `gone` once it was found to be deleted",
    "ours": "we made it, so that we may archive it",
    "maker": "who made one that is not ours",
}
_DOUBT: Mapping[str, str] = {
    "kind": "the kind of write",
    "path": "the page's file",
    "since": "the newest `created_at` before it was sent",
    "announced": "all that is known is that a run was about to send it",
    "suspects": "ids of pages that it may have made",
    "words": "what the text says, wherever its links lead",
}
_SEEN = ("hub_", "web_")


def state() -> str:
    """The keys of each kind of table. Raises KeyError where the code has others than are told of."""
    own = {name: kind for name, kind in DOUBT.types.items() if name not in PAGE.types}
    sections = (
        ("[state]", HEAD.types, _HEAD),
        ("[pages.PATH]", PAGE.types, _PAGE),
        ("[sources.ADDRESS]", SOURCE.types, _SOURCE),
        ("[[in_doubt]]", own, _DOUBT),
    )
    return "\n".join(_section(*section) for section in sections)


def _section(title: str, types: Mapping[str, type], says: Mapping[str, str]) -> str:
    known = {name for name in types if not name.startswith(_SEEN)}
    if wrong := known ^ says.keys():
        raise KeyError(f"{title}: {', '.join(sorted(wrong))}")
    rows = [f"| `{name}` | {_TYPES[types[name]]} | {text} |" for name, text in says.items()]
    return "\n".join([f"## `{title}`\n\n| key | value | |\n|---|---|---|", *rows, ""])
