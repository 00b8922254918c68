"""The story as HubSpot's CRM exports: labels instead of ids, the account's clock without seconds, only what is now."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.dialects.hubspot import PREFIXES, SMILEYS
from tests.dialects.story import TIME_ZONE, Row, Story, read_story, write_csv, write_note

SOURCES = ["hubspot_export"]
PIPELINE = "Support Pipeline"
# What only API pages bring.
UNSAID = (
    "messages",
    "owner_history",
    "team_history",
    "survey_sends",
    "availability",
    "schedules",
    "schedule_exceptions",
)
LABELS = {
    "ticket_type": {"question": "General inquiry", "problem": "Support - Product issue"},
    "source_type": {"email": "Email", "chat": "Chat", "portal": "Form"},
    "channel": {"portal": "form"},
    "priority_label": {"low": "Low", "normal": "Medium", "high": "High", "urgent": "Urgent"},
    "agent": {row["agent_id"]: row["agent_name"] for row in read_story().rows("agents")},
    "team": {row["team_id"]: row["team_name"] for row in read_story().rows("teams")},
    "stage": {row["stage_id"]: f"{PIPELINE} / {row['stage_name']}" for row in read_story().rows("stages")},
}


def spell(kind: str, value: str) -> str:
    """A label where the export has one, else the record id."""
    if not value or kind in LABELS:
        return LABELS.get(kind, {}).get(value, value)
    return PREFIXES.get(kind, "") + value


def known(story: Story, _source: str) -> Story:
    """What stands on the tickets now: no histories, no conversations, no people but owners, nothing that is gone."""
    firsts = {row["ticket_id"]: _first_reply(story, row["ticket_id"]) for row in story.rows("tickets")}
    story = story.without(*UNSAID, "ai_conversations", "stage_history", "removals", "merges", "initiators")
    story = story.changed("ticket_events", lambda _: None)
    gone = {row["ticket_id"] for row in read_story().rows("tickets") if _is_gone(row)}
    story = story.changed(
        "tickets", lambda ticket: None if ticket["ticket_id"] in gone else _known_ticket(ticket, firsts)
    )
    owners = {row["owner_id"] for row in story.rows("tickets")}
    story = story.changed("agents", lambda agent: _known_agent(agent) if agent["agent_id"] in owners else None)
    stages = {row["stage_id"] for row in story.rows("tickets")}
    story = story.changed("stages", lambda stage: _known_stage(stage) if stage["stage_id"] in stages else None)
    story = story.changed("teams", lambda team: team)
    return story.changed("survey_responses", _known_answer).spelled(spell)


def write(story: Story, landing: Path) -> None:
    """One file per object, as the export wizard names them."""
    folder = landing / SOURCES[0]
    write_note(folder, "hubspot")
    tickets = [_ticket(story, row) for row in story.rows("tickets") if not _is_gone(row)]
    write_csv(folder / "hubspot-crm-exports-all-tickets-2026-04-10.csv", tickets)
    write_csv(
        folder / "hubspot-crm-exports-all-contacts-2026-04-10.csv", [_contact(row) for row in story.rows("customers")]
    )
    answers = [_answer(row) for row in story.rows("survey_responses")]
    write_csv(folder / "hubspot-crm-exports-feedback-submissions-2026-04-10.csv", answers)


def _is_gone(ticket: Row) -> bool:
    """Deleted and merged records are in no CRM export."""
    return ticket["is_deleted"] == "true" or ticket["merged_into_ticket_id"] != ""


def _first_reply(story: Story, ticket_id: str) -> str:
    """The first public message of a person, once the customer has written."""
    has_written = False
    for row in story.of_ticket("messages", ticket_id):
        has_written = has_written or row["author_type"] == "customer"
        if has_written and row["author_type"] == "agent" and row["is_public"] == "true":
            return row["sent_at"]
    return ""


def _minute(instant: str) -> str:
    return f"{instant[:16]}:00Z" if instant else ""


def _known_ticket(ticket: Row, firsts: dict[str, str]) -> Row:
    instants = {
        "created_at": _minute(ticket["created_at"]),
        "closed_at": _minute(ticket["closed_at"]),
        "first_replied_at": _minute(firsts[ticket["ticket_id"]]),
    }
    return {**ticket, **instants, "ticket_number": "", "pipeline_id": PIPELINE}


def _known_agent(agent: Row) -> Row:
    """An owner is a name: neither a team nor that somebody has left."""
    return {**agent, "team_id": "", "is_active": "true"}


def _known_stage(stage: Row) -> Row:
    # The place in the pipeline is that of the vocabulary.
    order = {"open": "2", "solved": "5"}[stage["stage_id"]]
    return {**stage, "pipeline_id": PIPELINE, "pipeline_name": PIPELINE, "display_order": order}


def _known_answer(answer: Row) -> Row:
    score = {"scale": "0_to_2", "score": SMILEYS[answer["score"]]}
    return {**answer, **score, "agent_id": "", "answered_at": _minute(answer["answered_at"])}


def _local(instant: str) -> str:
    return f"{datetime.fromisoformat(instant).astimezone(ZoneInfo(TIME_ZONE)):%Y-%m-%d %H:%M}" if instant else ""


def _ticket(story: Story, row: Row) -> Row:
    stages = {stage["stage_id"]: stage for stage in story.rows("stages")}
    stage = stages[row["stage_id"]]
    closes = [
        one["occurred_at"]
        for one in story.of_ticket("ticket_events", row["ticket_id"])
        if one["event_type"] == "stage_changed" and stages[one["new_value"]]["status_category"] == "closed"
    ]
    last_close = closes[-1] if closes else ""
    merged = [one["ticket_id"] for one in story.rows("tickets") if one["merged_into_ticket_id"] == row["ticket_id"]]
    return {
        "Record ID": spell("ticket", row["ticket_id"]),
        "Ticket name": row["subject"],
        "Pipeline": PIPELINE,
        "Ticket status": f"{stage['stage_name']} ({PIPELINE})",
        "Create date": _local(row["created_at"]),
        "Close date": _local(last_close) if stage["status_category"] == "closed" else "",
        "Last Closed Date": _local(last_close),
        "First agent response date": _local(_first_reply(story, row["ticket_id"])),
        "Ticket owner": spell("agent", row["owner_id"]),
        "HubSpot team": spell("team", row["team_id"]),
        "Priority": spell("priority_label", row["priority"]),
        "Source": spell("source_type", row["source_type"]),
        "Category": spell("ticket_type", row["ticket_type"]),
        "Associated Contact IDs": spell("customer", row["customer_id"]),
        "Merged Ticket IDs": ";".join(spell("ticket", one) for one in merged),
    }


def _contact(row: Row) -> Row:
    first, _, last = row["customer_name"].partition(" ")
    return {
        "Record ID": spell("customer", row["customer_id"]),
        "First Name": first,
        "Last Name": last,
        "Associated Company": row["company_name"],
        "Associated Company IDs": spell("company", row["company_id"]),
    }


def _answer(row: Row) -> Row:
    return {
        "Record ID": spell("survey_response", row["survey_response_id"]),
        "Survey ID": row["survey_id"],
        "Survey Name": row["survey_name"],
        "Survey Type": "CSAT",
        "Rating": SMILEYS[row["score"]],
        "Response": row["comment"],
        "Date": _local(row["answered_at"]),
        "Associated Ticket IDs": spell("ticket", row["ticket_id"]),
        "Associated Contact IDs": spell("customer", row["customer_id"]),
    }
