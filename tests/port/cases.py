"""What every macro of the port layer has to say, on every engine.

Worked out here, by hand and with Python's own calendar, time zones, JSON and hashes; copied from no engine.
"""

import hmac
import json
from calendar import day_name, month_name
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

# A key longer than a block of SHA-256, which is hashed first.
HASH_KEY = "ключ 🔑 " * 12

# What stands around a call, as dbt would read it.
VALUE = "select {{ call }} as got"
# One row per item, in no order.
ITEMS = "select item as got from (select {{ call }} as item) as made"
IN_ORDER = "select concat(cast(place as string), ' ', coalesce(item, 'NULL')) as got from (select {{ call }}) as made"
# Rows of which some are the same, and how many an engine tells apart.
DIGESTED = [
    ("x", "y"),
    ("y", "x"),
    ("x", None),
    (None, "x"),
    ("", "x"),
    (None, None),
    ("x", ""),
    ("xy", ""),
    ("x", "y"),
    (None, None),
]
ROWS = " union all ".join(
    f"select {', '.join('cast(null as string)' if one is None else repr(one) for one in row)}" for row in DIGESTED
)
DISTINCT = (
    f"select count(distinct {{{{ call }}}}) as got from (select '' as a, '' as b where false union all {ROWS}) as made"
)


@dataclass(frozen=True)
class Text:
    """A text that stands as a literal in the engine's own spelling."""

    value: str


@dataclass(frozen=True)
class Case:
    """A call of a macro: what it has to be as text, or as several rows of text, and the query that stands around it."""

    macro: str
    arguments: tuple[Any, ...]
    wanted: str | tuple[str | None, ...] | None
    query: str = VALUE


NULL = "cast(null as string)"
NO_TIME = "cast(null as timestamp)"
NO_DATE = "cast(null as date)"


def at(text: str) -> str:
    """An instant or wall clock as a literal."""
    return f"timestamp '{text}'"


def on(text: str) -> str:
    """A date as a literal."""
    return f"date '{text}'"


def shown(moment: datetime) -> str:
    """An instant as both engines write it: no zeros behind a fraction."""
    text = moment.replace(tzinfo=None).isoformat(" ")
    return text.rstrip("0") if "." in text else text


def to_utc(local: str, zone: str) -> str:
    """The first occurrence in a fold, the offset before it in a gap: what Python means by fold=0."""
    return shown(datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC))


def to_local(instant: str, zone: str) -> str:
    """Wall clock of an instant."""
    return shown(datetime.fromisoformat(instant).replace(tzinfo=UTC).astimezone(ZoneInfo(zone)))


# Around changes of the clock, both ways: before, inside, after, and the same hours a day later.
LOCAL = {
    "Europe/Berlin": [
        "2026-03-29 01:59:59",
        "2026-03-29 02:30:00",
        "2026-03-29 03:00:00",
        "2026-03-30 02:30:00",
        "2026-10-25 01:59:59",
        "2026-10-25 02:00:00",
        "2026-10-25 02:30:00.5",
        "2026-10-25 03:00:00",
        "2026-10-26 02:30:00",
    ],
    "America/New_York": [
        "2026-03-08 02:00:00",
        "2026-03-08 02:59:59",
        "2026-03-08 10:00:00",
        "2026-11-01 01:30:00",
        "2026-11-01 00:59:59",
        "2026-11-01 02:00:00",
        "2026-11-02 01:30:00",
        "2024-02-29 12:00:00",
    ],
    "Australia/Sydney": [
        "2026-04-05 02:30:00",
        "2026-04-05 03:00:00",
        "2026-04-06 02:30:00",
        "2026-10-04 02:30:00",
        "2026-10-04 03:00:00",
        "2026-10-05 02:30:00",
    ],
    # Half an hour; a day that never was; a gap at midnight; no change at all.
    "Australia/Lord_Howe": ["2026-04-05 01:45:00", "2026-04-05 02:00:00", "2026-10-04 02:15:00", "2026-10-04 02:30:00"],
    "Pacific/Apia": ["2011-12-29 23:59:59", "2011-12-30 12:00:00", "2011-12-31 00:30:00", "2012-01-01 12:00:00"],
    "America/Sao_Paulo": ["2018-11-04 00:30:00", "2018-11-04 01:00:00", "2018-02-17 23:30:00", "2018-02-18 00:30:00"],
    "Asia/Kathmandu": ["2026-07-01 00:00:00"],
    "UTC": ["2026-03-29 02:30:00"],
}
INSTANTS = {
    "Europe/Berlin": ["2026-03-29 00:59:59", "2026-03-29 01:00:00", "2026-10-25 00:30:00", "2026-10-25 01:30:00"],
    "America/New_York": ["2026-03-08 06:59:59", "2026-03-08 07:00:00", "2026-11-01 05:30:00", "2026-11-01 06:30:00"],
    "Australia/Sydney": ["2026-04-04 15:30:00", "2026-04-04 16:30:00", "2026-10-03 16:00:00.123456"],
    "Asia/Kathmandu": ["2025-12-31 18:15:00"],
    "Pacific/Apia": ["2011-12-30 09:59:59", "2011-12-30 10:00:00"],
}


def instants() -> Iterator[Case]:
    """Zones, differences and exact arithmetic."""
    for zone, clocks in LOCAL.items():
        for local in clocks:
            yield Case("local_to_utc", (at(local), f"'{zone}'"), to_utc(local, zone))
    for zone, moments in INSTANTS.items():
        for instant in moments:
            yield Case("utc_to_local", (at(instant), f"'{zone}'"), to_local(instant, zone))
    # Where a wall clock means one instant; gaps and folds are local_to_utc's matter.
    for local, zone in [("2026-01-15 12:00:00", "Europe/Berlin"), ("2026-07-15 12:00:00.25", "Australia/Sydney")]:
        yield Case("engine_local_to_utc", (at(local), f"'{zone}'"), to_utc(local, zone))
    for macro in ("local_to_utc", "utc_to_local", "engine_local_to_utc"):
        yield Case(macro, (NO_TIME, "'Europe/Berlin'"), None)
        yield Case(macro, (at("2026-01-01 00:00:00"), NULL), None)
    yield Case("seconds_between", (NO_TIME, at("2026-01-01 00:00:00")), None)
    yield Case("seconds_between", (at("2026-01-01 00:00:00"), NO_TIME), None)
    for start, end in [
        ("2026-01-01 00:00:00", "2026-01-01 00:00:00"),
        ("2026-01-01 00:00:00.999999", "2026-01-01 00:00:01"),
        ("2026-01-01 00:00:00.4", "2026-01-01 00:00:02.3"),
        # The floor of a negative difference lies further from 0.
        ("2026-01-01 00:00:01", "2026-01-01 00:00:00.999999"),
        ("2026-01-01 00:00:02.5", "2026-01-01 00:00:00"),
        # Leap seconds are not counted, leap days are.
        ("2016-12-31 23:59:59", "2017-01-01 00:00:00"),
        ("2024-02-28 12:00:00", "2024-03-01 12:00:00"),
        ("1969-12-31 23:59:59.5", "1970-01-01 00:00:00"),
        ("1900-01-01 00:00:00", "2100-01-01 00:00:00.000001"),
    ]:
        difference = datetime.fromisoformat(end) - datetime.fromisoformat(start)
        yield Case("seconds_between", (at(start), at(end)), str(difference // timedelta(seconds=1)))
    yield Case("micros", (NO_TIME,), None)
    for instant in ("1970-01-01 00:00:00", "1969-12-31 23:59:59.999999", "2026-02-28 12:34:56.789012"):
        since = datetime.fromisoformat(instant) - datetime(1970, 1, 1)  # noqa: DTZ001
        yield Case("micros", (at(instant),), str(since // timedelta(microseconds=1)))


def days() -> Iterator[Case]:
    """Dates, clocks and rows of them."""
    for text in ("2023-12-31", "2024-02-29", "2026-03-01", "2026-01-05", "1969-12-28"):
        day = date.fromisoformat(text)
        yield Case("day_of_week", (on(text),), str(day.isoweekday()))
        assert day_name[day.isoweekday() - 1] == f"{day:%A}"
        for count in (0, 1, -1, 29, 365):
            yield Case("add_days", (on(text), str(count)), str(day + timedelta(days=count)))
    for month in range(1, 13):
        yield Case("month_name", (on(f"2026-{month:02}-01"),), month_name[month])
    yield Case("month_name", (NO_DATE,), None)
    yield Case("day_of_week", (NO_DATE,), None)
    yield Case("add_days", (NO_DATE, "1"), None)
    yield Case("add_days", (on("2026-01-31"), "cast(null as bigint)"), None)
    for instant, seconds in [
        ("2024-02-28 23:59:59", 1),
        ("2026-03-01 00:00:00", -1),
        ("2016-12-31 23:59:59.5", 1),
        ("2026-01-01 00:00:00", 86400 * 365),
        ("2026-01-01 00:00:00.25", -3000000000),
        ("2026-01-01 00:00:00", 0),
    ]:
        later = shown(datetime.fromisoformat(instant) + timedelta(seconds=seconds))
        yield Case("add_seconds", (at(instant), f"cast({seconds} as bigint)"), later)
    yield Case("add_seconds", (NO_TIME, "1"), None)
    yield Case("add_seconds", (at("2026-01-01 00:00:00"), "cast(null as bigint)"), None)
    for first, last in [("2024-02-28", "2024-03-01"), ("2025-12-31", "2025-12-31"), ("2026-01-02", "2026-01-01")]:
        start, count = date.fromisoformat(first), (date.fromisoformat(last) - date.fromisoformat(first)).days + 1
        midnights = tuple(f"{start + timedelta(days=place)} 00:00:00" for place in range(count))
        yield Case("dates_between", (on(first), on(last)), midnights, ITEMS)
    yield Case("dates_between", (NO_DATE, on("2026-01-01")), (), ITEMS)
    yield Case("dates_between", (on("2026-01-01"), NO_DATE), (), ITEMS)
    for first_number, last_number in [(0, 3), (-1, 1), (5, 5), (1, 0)]:
        wanted = tuple(sorted(str(number) for number in range(first_number, last_number + 1)))
        yield Case("numbers", (str(first_number), str(last_number)), wanted, ITEMS)
    yield Case("numbers", ("1", "cast(null as bigint)"), (), ITEMS)
    for clock, wanted_seconds in [("00:00", 0), ("09:30", 34200), ("23:59:59", 86399), ("24:00", 86400)]:
        yield Case("clock_seconds", (Text(clock),), str(wanted_seconds))
    yield Case("clock_seconds", (NULL,), None)


def reading() -> Iterator[Case]:
    """Instants of texts."""
    berlin, utc = "'Europe/Berlin'", "'UTC'"
    with_offset = {
        "2026-01-05T10:00:00Z": "2026-01-05 10:00:00",
        "2026-01-05t10:00:00z": "2026-01-05 10:00:00",
        "2026-01-05 10:00:00.123456+05:30": "2026-01-05 04:30:00.123456",
        "2026-01-05T10:00:00.5-0330": "2026-01-05 13:30:00.5",
        "2026-01-05T10:00:00+02": "2026-01-05 08:00:00",
        "2026-01-05T10:00+02:00": "2026-01-05 08:00:00",
        "2026-01-05 10:00Z": "2026-01-05 10:00:00",
        "2026-01-05 10:00:00 +02:00": "2026-01-05 08:00:00",
        "2026-01-05 10:00 -02:00": "2026-01-05 12:00:00",
        "2026-01-05 10:00:00.5 Z": "2026-01-05 10:00:00.5",
        "  2024-02-29T23:59:59-00:01  ": "2024-03-01 00:00:59",
        "2026-10-25T02:30:00+01:00": "2026-10-25 01:30:00",
    }
    for text, wanted in with_offset.items():
        yield Case("to_instant", (Text(text), berlin), wanted)
        yield Case("read_offset", (Text(text.strip()),), wanted)
        yield Case("has_offset", (Text(text.strip()),), "true")
    for text in ("2026-01-05T10:00:00", "2026-01-05", "10:00", "2026-01-05 10:00", ""):
        yield Case("has_offset", (Text(text),), "false")
    yield Case("has_offset", (NULL,), None)
    yield Case("read_offset", (NULL,), None)
    yield Case("read_offset", (Text("2026-13-05T10:00:00Z"),), None)
    for text in (
        "2026-01-05T10:00:00",
        "2026-07-05 10:00",
        "2026-01-05",
        "2026-10-25 02:30:00",
        "2026-03-29T02:30:00.25",
    ):
        yield Case("to_instant", (Text(f" {text} "), berlin), to_utc(text, "Europe/Berlin"))
        yield Case("to_instant", (Text(text), utc), shown(datetime.fromisoformat(text)))
        yield Case("read_local", (Text(text),), shown(datetime.fromisoformat(text)))
    for bad in (
        "",
        "   ",
        "soon",
        "2026-02-29",
        "2026-01-05 25:00",
        "10:30",
        "T10:30",
        "2026",
        "2026-01",
        "now",
        "infinity",
        "-infinity",
        "epoch",
        "5.1.2026",
        "20260105",
    ):
        yield Case("to_instant", (Text(bad), berlin), None)
        yield Case("read_local", (Text(bad),), None)
    yield Case("to_instant", (NULL, berlin), None)
    yield Case("read_local", (NULL,), None)
    twelve, european = "%m/%d/%Y %I:%M:%S %p", ["iso", "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M"]
    by_format: list[tuple[str, Any, str | None]] = [
        ("01/02/2026 12:00:00 AM", twelve, "2026-01-02 00:00:00"),
        ("01/02/2026 12:30:00 PM", twelve, "2026-01-02 12:30:00"),
        ("1/2/2026 1:05:09 pm", twelve, "2026-01-02 13:05:09"),
        ("02/29/2024 11:59:59 PM", twelve, "2024-02-29 23:59:59"),
        ("13/01/2026 01:00:00 AM", twelve, None),
        ("01/02/2026 13:00:00 PM", twelve, None),
        ("31/12/2026 23:59", european, "2026-12-31 23:59:00"),
        ("5/1/2026 9:05:07", european, "2026-01-05 09:05:07"),
        ("2026-01-05T10:00:00", european, "2026-01-05 10:00:00"),
        ("29/02/2026 10:00", european, None),
        ("31/04/2026 10:00:00", european, None),
        ("05-01-2026 10:00", european, None),
        ("05/01/2026", european, None),
        ("", european, None),
    ]
    for text, pattern, wanted in by_format:
        yield Case("to_instant", (Text(text), utc, pattern), wanted)
        yield Case("to_instant", (Text(text), berlin, pattern), wanted and to_utc(wanted, "Europe/Berlin"))
    yield Case("to_instant", (Text("2026-01-05T10:00:00+02:00"), berlin, european), "2026-01-05 08:00:00")
    yield Case("to_instant", (NULL, utc, european), None)
    for text, unit, micros in [
        ("0", 1, 0),
        ("1767225600", 1, 1767225600 * 10**6),
        (" 1767225600.25 ", 1, 1767225600250000),
        ("-1", 1, -(10**6)),
        ("1767225600123", 1000, 1767225600123000),
        ("1767225600123.5", 1000, 1767225600123500),
        ("-500", 1000, -500000),
        ("1.767225600123e12", 1000, 1767225600123000),
    ]:
        moment = datetime(1970, 1, 1) + timedelta(microseconds=micros)  # noqa: DTZ001
        yield Case("epoch_instant", (Text(text), unit), shown(moment))
    for text in ("", " ", "soon", "NaN", "12:30"):
        yield Case("epoch_instant", (Text(text),), None)
    yield Case("epoch_instant", (NULL,), None)


def texts() -> Iterator[Case]:
    """Trimming, numbers, words, parts."""
    for given in (
        "",
        " ",
        "  a b ",
        "👩‍👩‍👧 family",
        "e\u0301te\u0301",
        "שלום",
        "\u00a0",
        "\u2003wide\u3000",
        "\u200bno space",
        "it's",
        'say "hi"',
        "back\\slash",
        "a\tb",
    ):
        trimmed = given.strip(" \u00a0\u2003\u3000")
        yield Case("to_text", (Text(given),), trimmed or None)
        yield Case("trimmed", (Text(given),), trimmed)
    yield Case("to_text", (NULL,), None)
    integers = {
        "5": "5",
        " 5 ": "5",
        "5.0": "5",
        "-3": "-3",
        "1.5": None,
        "-0.5": None,
        "1e3": "1000",
        "+7": "7",
        "007": "7",
    }
    unreadable = dict.fromkeys(("", " ", "five", "NaN", "Infinity", "1e30", "5d", "0x10", "1,000", "1_000", "--1"))
    for given, wanted in {**integers, **unreadable, "9007199254740991": "9007199254740991"}.items():
        yield Case("to_integer", (Text(given),), wanted)
    yield Case("to_integer", (NULL,), None)
    for given, wanted in {
        "1.5": "1.5",
        " -2e2 ": "-200.0",
        "7": "7.0",
        ".5": "0.5",
        "": None,
        "5d": None,
        "2F": None,
        "1_0": None,
        "1,5": None,
    }.items():
        yield Case("read_number", (Text(given),), wanted)
    yield Case("read_number", (NULL,), None)
    words = dict.fromkeys(("true", "T", " Yes ", "1"), "true") | dict.fromkeys(("FALSE", "f", "no", "0"), "false")
    for given, wanted in (words | dict.fromkeys(("", "2", "maybe", "ja"))).items():
        yield Case("to_boolean", (Text(given),), wanted)
        yield Case("to_boolean", (Text(given), "false"), wanted or "false")
    yield Case("to_boolean", (NULL,), None)
    yield Case("to_boolean", (NULL, "true"), "true")
    for given in ("a;b;c", "one", "", ";", "a;;b", "🙂;שלום;e\u0301", " a ; b "):
        yield Case("text_items", (Text(given),), tuple(sorted(given.split(";"))), ITEMS)
    yield Case("text_items", (Text("a,b"), ","), ("a", "b"), ITEMS)
    yield Case("text_items", (NULL,), (), ITEMS)
    for given, pattern, wanted in [
        ("conversation_123_threads.json", "conversations?_([0-9]+)_", "123"),
        ("a 1 b 2", "([0-9]+)", "1"),
        ("no digits", "([0-9]+)", None),
        ("Extremely likely - 10", "(?:^|- )([0-9]+)$", "10"),
        ("x/y/users.csv.gz", "([^/]+)[.][a-z]+(?:[.]gz)?$", "users.csv"),
        ('["77"]', '^[^0-9]*"([0-9]+)"[^0-9]*$', "77"),
        ('["77", "78"]', '^[^0-9]*"([0-9]+)"[^0-9]*$', None),
        ("A-🙂 שלום", "^A-(.+)$", "🙂 שלום"),
        ("A-", "^A-(.*)$", None),
        ("12:30", ":([0-9]{2})", "30"),
        ("", "(.*)", None),
    ]:
        yield Case("text_part", (Text(given), pattern), wanted)
    yield Case("text_part", (NULL, "(.*)"), None)
    key = HASH_KEY.encode()
    for given in ("", "a", "Żółć 🙂", 'it\'s \\ "quoted"', "x" * 200):
        yield Case("keyed_hash", (Text(given),), hmac.new(key, given.encode(), sha256).hexdigest())
    yield Case("keyed_hash", (NULL,), None)
    yield Case("row_digest", (["a", "b"],), str(len(set(DIGESTED))), DISTINCT)


OBJECT: dict[str, Any] = {
    "id": 17,
    "name": 'Zoë "Z" 🙂',
    "rtl": "שלום",
    "blank": "",
    "path": "C:\\temp\nnext",
    "rate": 1.5,
    "big": 9007199254740993,
    "on": True,
    "off": False,
    "none": None,
    "assignee": {"id": "a-1", "tags": ["x", "y z"], "none": None},
    "list": [{"k": 1}, {"k": "two"}],
    "empty": {},
    "nothing": [],
    "word": "null",
}


def compact(value: Any) -> str:
    """JSON without blanks."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def as_text(value: Any) -> str | None:
    """A JSON value as text: objects and lists stay JSON, null is NULL."""
    return value if isinstance(value, str) or value is None else compact(value)


def json_reading() -> Iterator[Case]:
    """One value of JSON text."""
    spellings = (json.dumps(OBJECT), json.dumps(OBJECT, ensure_ascii=False, indent=2))
    for text in spellings:
        for name, value in OBJECT.items():
            yield Case("json_text", (Text(text), f"$.{name}"), as_text(value))
            yield Case("json_value", (Text(text), Text(name)), as_text(value))
        yield Case("json_names", (Text(text),), tuple(sorted(OBJECT)), ITEMS)
    one = Text(spellings[0])
    for path, value in [
        ("$.assignee.id", "a-1"),
        ("$.assignee.tags[1]", "y z"),
        ("$.assignee.tags[2]", None),
        ("$.assignee.none", None),
        ("$.assignee.missing", None),
        ("$.missing.id", None),
        ("$.id.id", None),
        ("$.list[0].k", "1"),
        ("$.list[1].k", "two"),
        ("$.list[0]", '{"k":1}'),
        ("$.list.k", None),
    ]:
        yield Case("json_text", (one, path), value)
    yield Case("json_text", (Text('[{"a": 1}, "b"]'), "$[0].a"), "1")
    yield Case("json_text", (Text('["a", "b"]'), "$[1]"), "b")
    yield Case("json_text", (Text('{"a": "\\u00e9\\ud83d\\ude42\\/"}'), "$.a"), "é🙂/")
    yield Case("json_text", (NULL, "$.a"), None)
    odd = {
        "a.b": 1,
        "a": {"b": 2},
        'say "hi"': 3,
        "it's": 4,
        "why?": 5,
        "l[0]": 6,
        "🙂 שלום": 7,
        " ": 8,
        "*": 9,
        "$": 10,
        "q\\": 11,
    }
    odd |= {"~": 12, "/": 13, "~1": 14, "": 15}
    for name, number in odd.items():
        yield Case("json_value", (Text(json.dumps(odd)), Text(name)), as_text(number))
    yield Case("json_names", (Text(json.dumps(odd)),), tuple(sorted(odd)), ITEMS)
    yield Case("json_value", (one, Text("missing")), None)
    yield Case("json_value", (one, NULL), None)
    yield Case("json_value", (NULL, Text("a")), None)
    yield Case("json_names", (Text("{}"),), (), ITEMS)
    yield Case("json_names", (NULL,), (), ITEMS)


def json_lists() -> Iterator[Case]:
    """Lists and objects as rows, as sets, and made one."""
    items: list[Any] = [{"a": {"b": [1, "2"]}}, "text", 7, 1.5, True, None, ["x"], "", 'q"\\', "🙂 שלום"]
    wanted = [as_text(item) for item in items]
    in_order = tuple(sorted(f"{place} {'NULL' if item is None else item}" for place, item in enumerate(wanted, 1)))
    for given, path in [(items, "$"), ({"a": {"b": items}, "c": 1}, "$.a.b")]:
        yield Case("json_items", (Text(json.dumps(given)), path), tuple(sorted(wanted, key=str)), ITEMS)
        yield Case("json_items_in_order", (Text(json.dumps(given)), path), in_order, IN_ORDER)
    for text, path in [
        ("[]", "$"),
        ('{"a": []}', "$.a"),
        ('{"a": 1}', "$.b"),
        ('{"a": {"b": 1}}', "$.a"),
        ('{"a": null}', "$.a"),
        ('{"a": "x"}', "$.a"),
    ]:
        yield Case("json_items", (Text(text), path), (), ITEMS)
        yield Case("json_items_in_order", (Text(text), path), (), IN_ORDER)
    yield Case("json_items", (NULL,), (), ITEMS)
    yield Case("json_items_in_order", (NULL,), (), IN_ORDER)
    for given, value, found in [
        (["a", "b"], "b", "true"),
        (["a", "b"], "B", "false"),
        ([1, 2], "2", "true"),
        ([], "a", "false"),
        (["a", None], "b", "false"),
        (["a", None], "a", "true"),
        (['q"', "🙂", "it's"], "🙂", "true"),
        (['q"', "🙂", "it's"], 'q"', "true"),
    ]:
        yield Case("json_list_has", (Text(json.dumps(given)), Text(value)), found)
    yield Case("json_list_has", (NULL, Text("a")), None)
    yield Case("json_list_has", (Text('["a"]'), NULL), None)
    merged: list[tuple[Any, Any, Any]] = [
        ({"a": 1, "b": "x"}, {"b": "y", "c": None}, {"a": 1, "b": "y"}),
        ({"a": 1, "b": 2}, {"a": None}, {"b": 2}),
        ({"a": "1", "n": None}, {"b": {"c": [1, "2", None]}}, {"a": "1", "n": None, "b": {"c": [1, "2", None]}}),
        ({"why?": "1", "it's": None, "a.b": 2.5, 'q"': "\\"}, {"🙂": "שלום"}, None),
        ({}, {"a": 1}, {"a": 1}),
        ({"a": 1}, {}, {"a": 1}),
        ({}, {}, {}),
    ]
    for first, second, both in merged:
        made = {**first, **second} if both is None else both
        yield Case("json_merge", (Text(json.dumps(first)), Text(json.dumps(second))), compact(made))
    yield Case("json_merge", (NULL, Text('{"a":1}')), '{"a":1}')
    yield Case("json_merge", (Text('{"a":1}'), NULL), '{"a":1}')
    yield Case("json_merge", (NULL, NULL), None)
    yield Case("json_merge", (Text("not JSON"), Text('{"a":1}')), '{"a":1}')
    yield Case("json_merge", (Text("not JSON"), NULL), "not JSON")


def windows() -> Iterator[Case]:
    """Aggregates and windows, over rows of their own."""

    def column(values: list[Any]) -> str:
        rows = ", ".join(
            f"({place}, cast({'null' if one is None else one} as double))" for place, one in enumerate(values)
        )
        return f"(values {rows}) as given(place, value)"

    for values, shares, wanted in [
        ([1, 2, 3, 4], [0.5, 0.9], ("2.5", "3.7")),
        ([10], [0.5, 0.9], ("10.0", "10.0")),
        ([5, None, 1, 3], [0.5, 0.25], ("3.0", "2.0")),
        ([-1, -2], [0.5, 0.75], ("-1.5", "-1.25")),
        ([None, None], [0.5, 0.9], (None, None)),
        ([1, 1, 1, 100], [0, 1], ("1.0", "100.0")),
        (list(range(101)), [0.5, 0.9], ("50.0", "90.0")),
    ]:
        made = "(select {{ " + f"percentiles('value', {shares})" + " }} as list from " + column(values) + ") as made"
        for place, one in enumerate(wanted, 1):
            one_of = made.replace(f"percentiles('value', {shares})", "call")
            of_list = f"select round({{{{ percentile_of('list', {place}) }}}}, 6) as got from {one_of}"
            yield Case("percentiles", ("value", shares), one, of_list)
            yield Case("percentile_of", ("list", place), one, f"select round({{{{ call }}}}, 6) as got from {made}")
    for values, wanted in [
        (["null", "'a'", "null", "'b'", "null"], ("0 NULL", "1 a", "2 a", "3 b", "4 b")),
        (["''", "null"], ("0 ", "1 ")),
        (["null", "null"], ("0 NULL", "1 NULL")),
        (["'x'"], ("0 x",)),
    ]:
        rows = ", ".join(f"({place}, cast({one} as string))" for place, one in enumerate(values))
        table = f"(values {rows}) as given(place, value)"
        query = f"select concat(cast(place as string), ' ', coalesce({{{{ call }}}}, 'NULL')) as got from {table}"
        yield Case("last_known", ("value", "order by place"), wanted, query)
    table = (
        "(values (1, 'a', 1), (1, 'b', null), (2, cast(null as string), 1), (2, 'd', 2)) as given(part, value, place)"
    )
    query = f"select concat(cast(part as string), coalesce({{{{ call }}}}, 'NULL')) as got from {table}"
    yield Case(
        "last_known", ("value", "partition by part order by place nulls first"), ("1a", "1b", "2NULL", "2d"), query
    )
    yield Case(
        "last_known", ("value", "partition by part order by place desc nulls last"), ("1a", "1b", "2d", "2d"), query
    )


PARTS: tuple[Callable[[], Iterator[Case]], ...] = (instants, days, reading, texts, json_reading, json_lists, windows)
CASES: tuple[Case, ...] = tuple(case for part in PARTS for case in part())
