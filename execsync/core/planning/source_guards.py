"""What keeps a source from being archived, in words."""

from execsync.core.planning.conflicts import describe
from execsync.core.planning.plan import Obstacle, ObstacleKind
from execsync.core.snapshot import PageRow
from execsync.core.state import SourceState


def foreign_obstacle(source: SourceState) -> Obstacle:
    """A source whose text could not be extracted, and that somebody else made: it is theirs."""
    return Obstacle(
        ObstacleKind.BLOCKED,
        f"it is not ours, {source.maker or 'somebody else'} made it",
        "have it mended or deleted on the web, and apply goes on; or name another address",
    )


def linked_obstacle(row: PageRow) -> Obstacle:
    """A source of ours that a page links which is not ours."""
    links = "may link it: what the hub shows of it cannot be read"
    return Obstacle(
        ObstacleKind.HELD,
        f"{describe(row)}, which is not ours, {links if 'sources' in row.unread else 'links it'}",
        "take it off that page on the web, then run it again",
    )
