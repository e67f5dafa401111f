"""How a local hub is set up, and the dials that turn while it runs."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from execsync.localhub.quirks import Quirks
from execsync.localhub.typed import check_types

if TYPE_CHECKING:
    from collections.abc import Mapping

FIXED = frozenset({"database", "seed", "files", "report", "accepted_key"})
"""Settings that are used once, or kept to themselves, and so are no dials."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalHubSettings:
    """Everything a local hub can be told. Raises ValueError for a wrong type or a negative number.

    Times are seconds; a limit of None is no limit.
    """

    database: str = ":memory:"
    seed: str | None = None
    files: str | None = None
    """The folder whose images pages may show, below `/files/`."""

    report: str | None = None
    """The file in which a watch says what it knows of the files: see `watch_report`."""

    invent_ids: bool = False
    """Whether unknown folder and skill ids are made up rather than refused."""

    accepted_key: str | None = field(default=None, repr=False)
    """The only key let in; None lets in every well-formed one."""

    workspace_active: bool = True
    workspace_name: str = "Local workspace"
    workspace_slug: str = "local"
    per_minute: int | None = 60
    per_day: int | None = 1000
    count_only: bool = False
    """Whether requests beyond the limits are counted like the others, and answered."""

    retry_after_in: Literal["body", "error", "header"] = "body"
    extraction_seconds: float = 2.0
    """How long a source takes: half of it pending, half processing."""

    failing_sources: tuple[str, ...] = ()
    """Glob patterns of the addresses whose extraction fails."""

    latency: float = 0.0
    clock_offset: float = 0.0
    """How far the hub's clock is ahead of the machine's."""

    quirks: Quirks = field(default_factory=Quirks)

    def __post_init__(self) -> None:
        check_types(self)
        for name in ("per_minute", "per_day", "extraction_seconds", "latency"):
            if (getattr(self, name) or 0) < 0:
                raise ValueError(f"{name}: cannot be negative")


class Dials:
    """The settings now in force; readers take `settings` anew each time they decide."""

    def __init__(self, settings: LocalHubSettings) -> None:
        self.settings = settings

    @property
    def quirks(self) -> Quirks:
        """The quirks now in force."""
        return self.settings.quirks

    def turn(self, changes: Mapping[str, Any]) -> None:
        """Change settings by name, `quirks` by a table of its own.

        Raises ValueError for a name that is no dial, and for a value that its field refuses.
        """
        values = {name: self._value(name, value) for name, value in changes.items()}
        _refuse_unknown(values, set(self.as_json()))
        self.settings = dataclasses.replace(self.settings, **values)

    def advance(self, seconds: float) -> None:
        """Let the hub's clock jump ahead."""
        offset = self.settings.clock_offset + seconds
        self.settings = dataclasses.replace(self.settings, clock_offset=offset)

    def _value(self, name: str, value: Any) -> Any:
        if name == "quirks" and isinstance(value, dict):
            _refuse_unknown(value, set(dataclasses.asdict(self.quirks)))
            return dataclasses.replace(self.quirks, **value)
        return tuple(value) if isinstance(value, list) else value

    def as_json(self) -> dict[str, Any]:
        """Every dial and where it stands; the key that is let in is not among them."""
        values = dataclasses.asdict(self.settings)
        return {name: value for name, value in values.items() if name not in FIXED}


def _refuse_unknown(given: Mapping[str, Any], known: set[str]) -> None:
    if unknown := sorted(set(given) - known):
        raise ValueError(f"{unknown[0]}: there is no such setting to change")
