"""The clock on the wall, today and later: with the summer time of this machine's zone."""

from datetime import UTC, datetime, timedelta, tzinfo


class _LocalZone(tzinfo):
    """The machine's zone. What `astimezone` gives alone keeps one offset, also beyond a change of it."""

    def utcoffset(self, moment: datetime | None) -> timedelta | None:
        """As it is at the moment."""
        return moment.replace(tzinfo=None).astimezone().utcoffset() if moment else None

    def dst(self, _moment: datetime | None) -> timedelta | None:
        """Not told apart."""
        return None

    def tzname(self, moment: datetime | None) -> str | None:
        """Its abbreviation."""
        return moment.replace(tzinfo=None).astimezone().tzname() if moment else None

    def fromutc(self, moment: datetime) -> datetime:
        """The moment by this zone's clock."""
        there = moment.replace(tzinfo=UTC).astimezone()
        here = there.replace(tzinfo=self)
        # Of an hour that the clock shows twice, the second one is told by `fold` alone.
        return here.replace(fold=here.utcoffset() != there.utcoffset())


def local_time(seconds: float) -> datetime:
    """So many seconds since the epoch."""
    return datetime.fromtimestamp(seconds, _LocalZone())


def local_now() -> datetime:
    """This moment."""
    return datetime.now(_LocalZone())
