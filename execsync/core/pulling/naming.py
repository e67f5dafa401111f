"""The name by which a file says a folder or a skill of the hub."""

from execsync.core.directory import MOST_LEVELS, Names


def name_of(names: Names, thing_id: str) -> str:
    """The shortest name or path that means this one thing alone; empty where there is none."""
    parts: list[str] = []
    at = names.rows.get(thing_id)
    while at is not None and len(parts) < MOST_LEVELS:
        parts.insert(0, at.name.strip())
        path = " / ".join(parts)
        if path and list(names.ids(path)) == [thing_id]:
            return path
        at = names.rows.get(at.parent)
    whole = f"/{' / '.join(parts)}"
    return whole if parts and list(names.ids(whole)) == [thing_id] else ""
