"""Rows that are set aside, one by one, and what is kept of the rest."""

import json

import pytest
from loader_house import TICKETS, House

from orchestration.raw_tables import RawColumn, RawTable, read_raw_tables
from orchestration.settings import Settings

AT = "2026-01-01T00:00:00Z"
SURVEY = "survey_response_id,survey_id,survey_kind,scale,score,answered_at\n"
STRETCH = "agent_id,team_id,started_at,ended_at\n"

SET_ASIDE = [
    ("tickets", TICKETS + f",{AT},low\n", "key_null", "ticket_id", None),
    ("tickets", TICKETS + f"'  ',{AT},low\n".replace("'", ""), "key_null", "ticket_id", "  "),
    ("tickets", TICKETS + "1,,low\n", "required_null", "created_at", None),
    ("tickets", TICKETS + "1,2026-01-01,low\n", "unreadable", "created_at", "2026-01-01"),
    ("tickets", TICKETS + "1,2026-02-30T10:00:00Z,low\n", "unreadable", "created_at", "2026-02-30T10:00:00Z"),
    ("tickets", TICKETS + "1,yesterday,low\n", "unreadable", "created_at", "yesterday"),
    ("stages", "stage_id,status_category\n1,odd\n", "unknown_value", "status_category", "odd"),
    ("agent_team_memberships", STRETCH + f"1,2,{AT},2025-12-31T23:59:59Z\n", "reversed", "ended_at", None),
    ("survey_responses", SURVEY + f"1,1,csat,1_to_5,6,{AT}\n", "outside_scale", "score", "6"),
    ("tickets", TICKETS + f'"1"x,{AT},low\n', "malformed", None, None),
    ("tickets", TICKETS + f"1,{AT}\n", "malformed", None, None),
    ("tickets", TICKETS + f"1,{AT},low,more\n", "malformed", None, None),
]


@pytest.mark.parametrize("case", SET_ASIDE)
def test_row_is_set_aside(house: House, case: tuple[str, str, str, str | None, str | None]) -> None:
    table, content, reason, column, given = case
    result = house.one(f"{table}.csv", content)
    assert (result.row_count, result.kept_count, result.quarantined_count) == (1, 0, 1)
    (row,) = house.quarantine()
    assert (row["reason"], row["column_name"], row["row_number"], row["table_name"]) == (reason, column, 1, table)
    assert (row["source"], row["file"], row["load_id"]) == ("acme", f"{table}.csv", result.load_id)
    if given is not None:
        assert row["given_value"] == given
    if reason == "malformed":
        assert row["raw_row"] == content.splitlines()[1]
    else:
        names, values = (line.split(",") for line in content.splitlines())
        assert json.loads(row["raw_row"]) == {name: value for name, value in zip(names, values, strict=True) if value}
    assert house.rows(table) == []


def test_good_rows_around_a_bad_one_are_kept(house: House) -> None:
    body = f'1,{AT},low\n2,"{AT},low\n3,{AT},low\n"4"4,{AT},low\n5,{AT},"lo""w"\n\n6,"{AT}",low\n'
    result = house.one("tickets.csv", TICKETS + body)
    assert (result.row_count, result.kept_count) == (6, 4)
    assert house.rows("tickets", "ticket_id, _row") == [
        {"ticket_id": "1", "_row": 1},
        {"ticket_id": "3", "_row": 3},
        {"ticket_id": "5", "_row": 5},
        {"ticket_id": "6", "_row": 6},
    ]
    assert [row["raw_row"] for row in house.quarantine()] == [f'2,"{AT},low', f'"4"4,{AT},low']


def test_a_lone_carriage_return_is_a_letter_where_lines_end_otherwise(house: House) -> None:
    house.drop("acme/tickets.csv", f"ticket_id,subject,created_at\n1,a\rb,{AT}\n2,\r,{AT}\n")
    house.drop("bolt/tickets.csv", f"ticket_id,subject,created_at\r1,a,{AT}\r2,b,{AT}\r")
    house.load()
    found = [(row["_source"], row["subject"]) for row in house.rows("tickets")]
    assert sorted(found) == [("acme", "\r"), ("acme", "a\rb"), ("bolt", "a"), ("bolt", "b")]


def test_repeats_and_rivals_of_one_key(house: House) -> None:
    house.drop("acme/tickets.a.csv", TICKETS + f"1,{AT},low\n2,{AT},low\n 1 ,{AT},high\n")
    house.drop("acme/tickets.b.csv", TICKETS + f"1,{AT},urgent\n2,{AT},low\n1,{AT},normal\n1,{AT},urgent\n")
    results = house.load()
    counts = {
        file: (one.row_count, one.kept_count, one.quarantined_count, one.repeated_count)
        for file, one in results.items()
    }
    assert counts == {"acme/tickets.a.csv": (3, 0, 2, 1), "acme/tickets.b.csv": (4, 2, 1, 1)}
    kept = house.rows("tickets", "ticket_id, priority, _file, _row")
    assert kept == [
        {"ticket_id": "2", "priority": "low", "_file": "tickets.b.csv", "_row": 2},
        {"ticket_id": "1", "priority": "urgent", "_file": "tickets.b.csv", "_row": 4},
    ]
    rivals = house.quarantine("file, row_number, reason, column_name, given_value")
    assert [(row["file"], row["row_number"], row["given_value"]) for row in rivals] == [
        ("tickets.a.csv", 1, "1"),
        ("tickets.a.csv", 3, " 1 "),
        ("tickets.b.csv", 3, "1"),
    ]
    assert {(row["reason"], row["column_name"]) for row in rivals} == {("key_repeated", "ticket_id")}


def test_default_fills_an_empty_key(house: House) -> None:
    header = "ticket_id,event_type,occurred_at,sequence,new_value\n"
    result = house.one("ticket_events.csv", header + f"1,deleted,{AT},,a\n1,deleted,{AT},0,b\n1,deleted,{AT},1,c\n")
    assert (result.kept_count, result.quarantined_count) == (2, 1)
    assert [row["new_value"] for row in house.rows("ticket_events")] == ["b", "c"]


def test_optional_flaws_keep_the_row_and_are_counted(house: House) -> None:
    header = "ticket_id,created_at,priority,support_line,is_spam,closed_at,attributes,brand\n"
    row = f'1,{AT},TOP,one,maybe,soon,{{no,"Ac""me"\n'
    result = house.one("tickets.csv", header + row + f"2,{AT},low,2,YES,,{{}},\n")
    assert (result.kept_count, result.quarantined_count) == (2, 0)
    assert result.reason is not None
    first, *others = result.reason.split("; ")
    assert first == "unknown column kept in the rest: brand"
    assert sorted(others) == [
        "attributes: 1 value unreadable as json",
        "closed_at: 1 value unreadable as timestamp",
        "is_spam: 1 value unreadable as boolean",
        "priority: 1 value not among the known words",
        "support_line: 1 value unreadable as integer",
    ]
    first, second = house.rows("tickets")
    assert (first["priority"], first["support_line"], first["is_spam"]) == ("TOP", "one", "maybe")
    assert json.loads(first["_rest"]) == {"brand": 'Ac"me', "priority": "TOP"}
    assert second["_rest"] is None


@pytest.mark.parametrize(
    ("scale", "on", "off"),
    [
        ("0_to_2", "0 1 2", "-1 3 1.5 good"),
        ("0_to_10", "0 10 7.0", "11 -1 9.5"),
        ("1_to_3", "1 3", "0 4"),
        ("1_to_5", "1 5", "0 6 4.5"),
        ("1_to_7", "1 7", "0 8"),
        ("1_to_10", "1 10", "0 11"),
        ("0_to_100", "0 100 66.6", "100.1 -0.5 nan"),
        ("good_bad", "good bad", "great 1"),
        ("great_okay_not_good", "great okay not_good", "good 3"),
        ("freshdesk_103", "-103 -102 -101 100 101 102 103", "0 99 104 -100"),
    ],
)
def test_scales(house: House, scale: str, on: str, off: str) -> None:
    scores = on.split() + off.split()
    rows = "".join(f"{place},1,csat,{scale},{score},{AT}\n" for place, score in enumerate(scores))
    house.one("survey_responses.csv", SURVEY + rows)
    assert [row["score"] for row in house.rows("survey_responses")] == on.split()
    assert [row["given_value"] for row in house.quarantine()] == off.split()
    assert {row["reason"] for row in house.quarantine()} == {"outside_scale"}


@pytest.mark.parametrize(
    ("given", "is_good"),
    [
        ("2026-01-01T10:00:00Z", True),
        ("2026-01-01 10:00", True),
        ("2026-01-01T10:00:00.123456+02:00", True),
        ("2026-01-01T10:00:00+0530", True),
        ("2026-01-01T10:00:00-05", True),
        (" 2026-01-01T10:00:00Z ", True),
        ("2026-01-01T25:00:00Z", False),
        ("20260101T100000Z", False),
        ("2026-01-01T10:00:00 Europe/Paris", False),
        ("01/02/2026 10:00", False),
        ("infinity", False),
    ],
)
def test_timestamps(house: House, given: str, is_good: bool) -> None:
    assert house.one("tickets.csv", TICKETS + f"1,{given},low\n").kept_count == is_good


@pytest.mark.parametrize(
    ("window", "reason"),
    [
        (("1", "00:00", "24:00", "Europe/Helsinki"), None),
        (("1.0", "09:30:15", "17:00", "UTC"), None),
        (("1.5", "09:00", "17:00", "UTC"), "unreadable"),
        (("one", "09:00", "17:00", "UTC"), "unreadable"),
        (("1", "9:00", "17:00", "UTC"), "unreadable"),
        (("1", "09:00", "24:01", "UTC"), "unreadable"),
        (("1", "09:00", "17:60", "UTC"), "unreadable"),
        (("1", "09:00", "17:00", "Helsinki"), "unknown_value"),
    ],
)
def test_wall_clocks_and_zones(house: House, window: tuple[str, str, str, str], reason: str | None) -> None:
    day, start, end, zone = window
    header = "schedule_id,subject_type,time_zone,day_of_week,start_time,end_time\n"
    house.one("schedules.csv", header + f"1,account,{zone},{day},{start},{end}\n")
    assert [row["reason"] for row in house.quarantine()] == ([reason] if reason else [])


def test_intervals_compare_instants(house: House) -> None:
    house.note("acme", time_zone="Europe/Helsinki")
    body = (
        "1,1,2026-01-01T12:00:00,2026-01-01T10:30:00Z\n"
        "2,1,2026-01-01T12:00:00,2026-01-01T09:30:00Z\n"
        "3,1,2026-01-01T12:00:00,2026-01-01T12:00:00\n"
        "4,1,2026-01-01T12:00:00+05:00,2026-01-01T10:00:00\n"
        "5,1,2026-01-01T12:00:00,\n"
    )
    house.one("agent_team_memberships.csv", STRETCH + body)
    assert [row["row_number"] for row in house.quarantine()] == [2]


def test_declared_tables_of_every_system_are_sound() -> None:
    systems = read_raw_tables(Settings.from_environment({}).staging)
    assert "other" in systems
    assert len(systems["other"]) == 20
    assert systems["other"]["tickets"].needed == ("ticket_id", "created_at")


def test_a_declaration_that_makes_no_sense_is_named(house: House) -> None:
    with pytest.raises(ValueError, match=r"x\.t: no column is called b"):
        RawTable("x", "t", ("t.*",), (RawColumn("a"),), key=("b",))
    staging = house.root / "staging" / "x"
    staging.mkdir(parents=True)
    columns = "[{name: a, data_type: money}]"
    text = f"sources: [{{name: x, tables: [{{name: t, config: {{meta: {{files: [t.*]}}}}, columns: {columns}}}]}}]"
    (staging / "_x__sources.yml").write_text(text)
    with pytest.raises(ValueError, match=r"_x__sources\.yml: column a: data_type money is none of text, integer"):
        read_raw_tables(house.root / "staging")
