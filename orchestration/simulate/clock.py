"""Instants as whole seconds since 1970 (UTC), wall clocks of a zone, and how exports write them."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

MINUTE, HOUR, DAY = 60, 3600, 86_400
# The desk's own zone: of its reports, its days and its note.
ZONE = ZoneInfo("Europe/Berlin")

_CLOCKS = [f"T{second // HOUR:02}:{second // MINUTE % 60:02}:{second % 60:02}Z" for second in range(DAY)]


@cache
def _date(day: int) -> str:
    return (date(1970, 1, 1) + timedelta(days=day)).isoformat()


def instant(at: int) -> str:
    """ISO 8601 in UTC."""
    return _date(at // DAY) + _CLOCKS[at % DAY]


def wall(zone: ZoneInfo, day: date, seconds: int = 0) -> int:
    """When clocks of a zone show so many seconds after midnight of a day; more than a day is the next one."""
    return int((datetime.combine(day, time()) + timedelta(seconds=seconds)).replace(tzinfo=zone).timestamp())


def local(at: int) -> datetime:
    """Wall clock of the desk."""
    return datetime.fromtimestamp(at, UTC).astimezone(ZONE)


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar, by the anonymous rule of 1876."""
    golden, century, rest = year % 19, year // 100, year % 100
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    shift = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)


@cache
def holidays(year: int) -> dict[date, str]:
    """Days on which the desk is closed."""
    sunday = easter(year)
    return {
        date(year, 1, 1): "New Year",
        sunday - timedelta(days=2): "Good Friday",
        sunday + timedelta(days=1): "Easter Monday",
        date(year, 5, 1): "Labour Day",
        date(year, 12, 25): "Christmas Day",
        date(year, 12, 26): "Second Day of Christmas",
    }
