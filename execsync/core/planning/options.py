"""What a person allowed for one run. Plain data, so that a saved plan can carry it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PlanOptions:
    """Every switch that changes a plan. Patterns are those of `core.planning.targets`.

    `overwrite_drift` is None where execsync.toml is to decide.
    """

    overwrite_drift: bool | None = None
    allow_same_title: bool = False
    retry_sources: bool = False
    prune: bool = False
    prune_sources: bool = False
    allow_archive: int = 0
    allow_replace: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()


NONE = PlanOptions()
"""Nothing was allowed beyond the usual."""
