"""The address of a resource: whether it is a page or a source, and which one."""

from typing import Literal, NamedTuple


class Address(NamedTuple):
    """Sorts by kind, then by name: a page's path, or a source's URL. Its text is the written form.

    A tuple, because a frozen dataclass takes five times as long to be sorted or found in a dict.
    """

    kind: Literal["page", "source"]
    name: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.name}"

    @classmethod
    def parse(cls, text: str) -> "Address":
        """The address that is written `page:handbook/refunds.md` or `source:https://…`. Raises ValueError."""
        kind, _, name = text.partition(":")
        match kind:
            case "page" | "source" if name:
                return cls(kind, name)
        raise ValueError(f"`{text}` is neither page:… nor source:…")
