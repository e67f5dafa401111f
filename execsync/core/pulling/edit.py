"""Who edited a page on the web, how and when: as far as its published versions tell."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WebEdit:
    """What happened to a page on the web since our last write.

    `who` are the names of those who published since, the last one first, and `change_type` is the hub's word
    for what that one did: empty where the hub does not say. `when` is RFC 3339 text, in UTC. `in_draft` says
    that a draft waits there, of which the hub says of nobody that it is theirs.
    """

    when: str
    who: tuple[str, ...] = ()
    change_type: str = ""
    in_draft: bool = False
