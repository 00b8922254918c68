"""Which version of a record holds: the later export, of one export the later path, of one path what came last."""

import duckdb
from loader_house import House

from tests.staging import build_staging

HEAD = "ticket_id,created_at,subject\n"


def drop(house: House, file: str, **subjects: str) -> None:
    """A file of tickets with these subjects, loaded at once."""
    rows = "".join(f"{ticket},2026-01-01T00:00:00Z,{subject}\n" for ticket, subject in subjects.items())
    house.drop(file, HEAD + rows)
    house.load()


def test_the_newest_version_holds(house: House) -> None:
    for day in (2, 1):
        house.note(f"acme/{day}", exported_at=f"2026-01-0{day}T00:00:00Z")
    drop(house, "acme/2/tickets.csv", exported="late")
    drop(house, "acme/1/tickets.csv", exported="early", only_early="kept")
    drop(house, "acme/2/tickets.b.csv", path="later")
    drop(house, "acme/2/tickets.a.csv", path="earlier")
    for subject in ("first", "second", "first"):
        drop(house, "acme/2/tickets.c.csv", replaced=subject)
    for name, subject in (("e", "last"), ("f", "between"), ("g", "last")):
        drop(house, f"acme/2/tickets.{name}.csv", again=subject)
    for subject in ("first", "second"):
        drop(house, "acme/2/tickets.d.csv", corrected=subject)
    with duckdb.connect(str(build_staging(house.settings)), read_only=True) as connection:
        held = dict(connection.execute("select ticket_id, subject from canonical.all_tickets").fetchall())
    assert held == {
        "exported": "late",
        "only_early": "kept",
        "path": "later",
        "replaced": "first",
        "again": "last",
        "corrected": "second",
    }
