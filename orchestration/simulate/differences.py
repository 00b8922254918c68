"""Whether a warehouse says what happened at the simulated desk: `python -m orchestration.simulate.differences`."""

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from orchestration.simulate.clock import ZONE
from orchestration.sql_text import literal


@dataclass(frozen=True)
class Question:
    """One question, put to a mart and to a file of the truth; both answer with the same columns."""

    name: str
    mart: str
    truth: str
    file: str


# What every export of tickets with their messages and history can be asked.
TICKETS = (
    Question(
        "first replies",
        "select ticket_id, first_customer_message_at, first_replied_at from marts.first_response_time",
        "select ticket_id, first_customer_message_at, first_replied_at from truth",
        "tickets",
    ),
    Question(
        "closes",
        """
        select
            ticket_id, created_at, first_closed_at, case when is_closed then closed_at end as closed_at,
            closure_count, reopen_count, courtesy_reopen_count
        from marts.time_to_close
        """,
        """
        select ticket_id, created_at, first_closed_at, closed_at, closure_count, reopen_count, courtesy_reopen_count
        from truth where first_closed_at is not null
        """,
        "tickets",
    ),
    Question(
        "messages",
        """
        select ticket_id, sum(sent_message_count) as sent, sum(received_message_count) as received
        from marts.ticket_reply_count group by ticket_id having sent + received > 0
        """,
        """
        select ticket_id, sent_message_count as sent, received_message_count as received
        from truth where sent + received > 0
        """,
        "tickets",
    ),
    Question(
        "waits",
        """
        select ticket_id, waiting_since_at, wait_outcome, replied_at, author_id, customer_message_count
        from marts.response_time
        """,
        "select ticket_id, waiting_since_at, wait_outcome, replied_at, author_id, customer_message_count from truth",
        "waits",
    ),
)
AVAILABILITY = Question(
    "available seconds",
    """
    select report_date, agent_id, available_seconds_sum
    from marts.working_hours_availability where available_seconds_sum > 0
    """,
    "select report_date, agent_id, available_seconds_sum from truth where available_seconds_sum > 0",
    "availability",
)
ANSWERS = Question(
    "survey answers",
    "select ticket_id, answered_at, score, agent_id from marts.customer_satisfaction",
    "select ticket_id, answered_at, score, agent_id from truth",
    "survey_answers",
)
AI_AGENT = Question(
    "AI conversations",
    """
    select started_date, sum(handled_count) as handled, sum(handoff_count) as handed_off
    from marts.customer_agent_handoffs group by started_date
    """,
    """
    select started_date, count(*) as handled, count(*) filter (is_handoff) as handed_off
    from truth where is_handled group by started_date
    """,
    "ai_conversations",
)
# Zendesk asks about the assignee, for good or bad.
_RATINGS = Question(
    "survey answers",
    "select ticket_id, answered_at, is_satisfied from marts.customer_satisfaction",
    "select ticket_id, answered_at, cast(score as integer) > 3 as is_satisfied from truth",
    "survey_answers",
)
# What each format can be asked: what else it does not say stands in its module.
QUESTIONS = {
    "generic": (*TICKETS, AVAILABILITY, ANSWERS, AI_AGENT),
    "hubspot": (*TICKETS, ANSWERS, AI_AGENT),
    "zendesk": (*TICKETS, AVAILABILITY, _RATINGS),
}

Rows = list[tuple[Any, ...]]


def differences(truth: Path, warehouse: Path, question: Question) -> tuple[int, Rows, Rows]:
    """How many rows the truth has; those of it that the mart lacks, and those that only the mart has."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        connection.execute(f"set TimeZone = 'UTC'; create temp table answer as {question.mart}")
        types = connection.execute("select column_name, data_type from duckdb_columns() where table_name = 'answer'")
        casts = ", ".join(f"cast({name} as {kind}) as {name}" for name, kind in types.fetchall())
        file = literal(str(truth / f"{question.file}.ndjson"))
        told = (
            f"with truth as (from read_json({file}, format = 'newline_delimited', sample_size = -1)) {question.truth}"
        )
        connection.execute(f"create temp table told as select {casts} from ({told})")
        count = connection.execute("select count(*) from told").fetchall()[0][0]
        lacking = connection.execute("from told except all from answer order by all").fetchall()
        strange = connection.execute("from answer except all from told order by all").fetchall()
    return count, lacking, strange


def main() -> None:
    """Print a line per question; exit code 1 when anything differs."""
    parser = argparse.ArgumentParser(prog="python -m orchestration.simulate.differences", description=__doc__)
    parser.add_argument("truth", type=Path, help="the folder truth/ of a simulation")
    parser.add_argument("warehouse", type=Path, help=f"warehouse.duckdb or helpdesk.duckdb, reported in {ZONE.key}")
    parser.add_argument("--format", choices=QUESTIONS, default="generic", help="the exports that were loaded")
    given = parser.parse_args()
    differing = 0
    for question in QUESTIONS[given.format]:
        count, lacking, strange = differences(given.truth, given.warehouse, question)
        differing += len(lacking) + len(strange)
        print(f"{question.name:20} {count:>10,} rows, {len(lacking) + len(strange):,} differ")
        for row in [*lacking[:3], *strange[:3]]:
            print("   ", "truth:" if row in lacking else "mart: ", *row)
    sys.exit(bool(differing))


if __name__ == "__main__":
    main()
