"""Whether a warehouse says what happened at a simulated desk: `python -m orchestration.simulate.differences`."""

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from orchestration.simulate.clock import ZONE
from orchestration.sql_text import literal

_FIRST_REPLIES = "select ticket_id, first_customer_message_at, first_replied_at from"
_WAITS = "select ticket_id, waiting_since_at, wait_outcome, replied_at, author_id, customer_message_count from"
_AVAILABLE = "select report_date, agent_id, available_seconds_sum from {} where available_seconds_sum > 0"
_ANSWERS = "select ticket_id, answered_at, score, agent_id from"


@dataclass(frozen=True)
class Question:
    """One question, put to a mart and to a file of the truth; both answer with the same columns."""

    name: str
    mart: str
    asked: str
    file: str
    told: str


# What every export of tickets with their messages and history can be asked.
TICKETS = (
    Question("first replies", "first_response_time", f"{_FIRST_REPLIES} mart", "tickets", f"{_FIRST_REPLIES} truth"),
    Question(
        "closes",
        "time_to_close",
        """
        select
            ticket_id, created_at, first_closed_at, case when is_closed then closed_at end as closed_at,
            closure_count, reopen_count, courtesy_reopen_count
        from mart
        """,
        "tickets",
        """
        select
            ticket_id, created_at, first_closed_at, closed_at,
            closure_count, reopen_count, courtesy_reopen_count
        from truth where first_closed_at is not null
        """,
    ),
    Question(
        "messages",
        "ticket_reply_count",
        """
        select ticket_id, sum(sent_message_count) as sent, sum(received_message_count) as received
        from mart group by ticket_id having sent + received > 0
        """,
        "tickets",
        """
        select ticket_id, sent_message_count as sent, received_message_count as received
        from truth where sent + received > 0
        """,
    ),
    Question("waits", "response_time", f"{_WAITS} mart", "waits", f"{_WAITS} truth"),
)
AVAILABILITY = Question(
    "available seconds",
    "working_hours_availability",
    _AVAILABLE.format("mart"),
    "availability",
    _AVAILABLE.format("truth"),
)
ANSWERS = Question("survey answers", "customer_satisfaction", f"{_ANSWERS} mart", "survey_answers", f"{_ANSWERS} truth")
# Zendesk asks about the assignee, for good or bad.
RATINGS = Question(
    "survey answers",
    "customer_satisfaction",
    "select ticket_id, answered_at, is_satisfied from mart",
    "survey_answers",
    "select ticket_id, answered_at, cast(score as integer) > 3 as is_satisfied from truth",
)
AI_AGENT = Question(
    "AI conversations",
    "customer_agent_handoffs",
    "select started_date, sum(handled_count) as handled, sum(handoff_count) as handed_off from mart group by all",
    "ai_conversations",
    """
    select started_date, count(*) as handled, count(*) filter (is_handoff) as handed_off
    from truth where is_handled group by all
    """,
)
# What each format can be asked; what it does not say stands in its module.
QUESTIONS = {
    "generic": (*TICKETS, AVAILABILITY, ANSWERS, AI_AGENT),
    "hubspot": (*TICKETS, ANSWERS, AI_AGENT),
    "zendesk": (*TICKETS, AVAILABILITY, RATINGS),
}

Rows = list[tuple[Any, ...]]


def differences(question: Question, truth: Path, warehouse: Path, source: str) -> tuple[int, Rows, Rows]:
    """How many rows the truth has; those of it that the mart lacks for a source, and those that only the mart has."""
    file = literal(str(truth / f"{question.file}.ndjson"))
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        mart = f"with mart as (from marts.{question.mart} where source = {literal(source)}) {question.asked}"
        connection.execute(f"set TimeZone = 'UTC'; create temp table answer as {mart}")
        types = connection.execute("select column_name, data_type from duckdb_columns() where table_name = 'answer'")
        casts = ", ".join(f"cast({name} as {kind}) as {name}" for name, kind in types.fetchall())
        told = f"with truth as (from read_json({file}, format = 'newline_delimited', sample_size = -1)) {question.told}"
        connection.execute(f"create temp table told as select {casts} from ({told})")
        count = connection.execute("select count(*) from told").fetchall()[0][0]
        lacking = connection.execute("from told except all from answer order by all").fetchall()
        strange = connection.execute("from answer except all from told order by all").fetchall()
    return count, lacking, strange


def main() -> None:
    """Print a line per question; exit code 1 when anything differs."""
    parser = argparse.ArgumentParser(prog="python -m orchestration.simulate.differences", description=__doc__)
    parser.add_argument("out", type=Path, help="the folder of the simulation")
    parser.add_argument("warehouse", type=Path, help=f"warehouse.duckdb or helpdesk.duckdb, reported in {ZONE.key}")
    parser.add_argument("--format", choices=QUESTIONS, default="generic", help="the exports that were loaded")
    given = parser.parse_args()
    differing = 0
    for question in QUESTIONS[given.format]:
        found = differences(question, given.out / "truth", given.warehouse, f"simulated_{given.format}")
        count, lacking, strange = found
        differing += len(lacking) + len(strange)
        print(f"{question.name:20} {count:>10,} rows, {len(lacking)} lacking, {len(strange)} strange")
        for row in [*lacking[:3], *strange[:3]]:
            print("   ", *row)
    sys.exit(bool(differing))


if __name__ == "__main__":
    main()
