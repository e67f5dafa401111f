"""What a person allowed for one run. Plain data, so that a saved plan can carry it."""

from dataclasses import dataclass

from execsync.core.choices import OnDrift


@dataclass(frozen=True, slots=True)
class PlanOptions:
    """Every switch that changes a plan. Patterns are those of `core.planning.targets`.

    `on_drift` is None where execsync.toml is to decide.
    """

    on_drift: OnDrift | None = None
    allow_same_title: bool = False
    retry_sources: bool = False
    prune: bool = False
    prune_sources: bool = False
    allow_archive: int = 0
    allow_replace: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    skip_invalid: bool = False
    remove_foreign: bool = False
    """Whether sources that others attached on the web are taken off the pages."""

    @property
    def overwrites_unseen(self) -> bool:
        """Whether pages are overwritten, too, of which nothing tells that they are ours.

        execsync.toml cannot say so, for it may come with a State that lies.
        """
        return self.on_drift == OnDrift.OVERWRITE


NONE = PlanOptions()
"""Nothing was allowed beyond the usual."""
