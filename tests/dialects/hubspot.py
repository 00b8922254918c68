"""The story as pages of HubSpot's API: everything is text, histories newest first, three ids for one person."""

from pathlib import Path
from typing import Any

from tests.dialects.story import TIME_ZONE, Row, Story, write_note
from tests.hubspot_pages import record, user_id, write_pages, write_polls, write_threads

SOURCES = ["hubspot_api"]
PIPELINE = {"pipeline_id": "0", "pipeline_name": "Support Pipeline"}
SMILEYS = {"great": "2", "okay": "1", "not_good": "0"}
PRIORITIES = {"low": "LOW", "normal": "MEDIUM", "high": "HIGH", "urgent": "URGENT"}
CHANNEL_IDS = {"CHAT": "1000", "EMAIL": "1002", "FORM": "1003"}
# Agents with a record as user of the account; the one who has left has none.
USERS = ("11", "12")
WORDS = {
    "stage": {"open": "1", "pending": "2", "hold": "88001", "solved": "4"},
    "ticket_type": {"question": "GENERAL_INQUIRY", "problem": "PRODUCT_ISSUE"},
    # HubSpot's sources know forms, not portals.
    "source_type": {"email": "EMAIL", "chat": "CHAT", "portal": "FORM"},
    "channel": {"portal": "form"},
    # Actors of the conversations that are no people.
    "agent": {"21": "L-21", "31": "B-31"},
}
# First digits of each kind of record.
PREFIXES = {"ticket": "2640", "customer": "9010", "company": "7750", "chat": "84", "ai_conversation": "84"}
PREFIXES |= {"agent": "3300", "team": "5", "message": "c0ffee", "survey_response": "550"}


def spell(kind: str, value: str) -> str:
    """An id or word of the story as HubSpot has it."""
    if not value:
        return value
    return WORDS.get(kind, {}).get(value, PREFIXES.get(kind, "") + value)


def known(story: Story, _source: str) -> Story:
    """What the pages let one know: no sendings, no instant of spam, hours of people only, no reason for a hand-over."""
    story = story.without("survey_sends")
    story = story.changed("ticket_events", known_event, because="removals")
    story = story.changed("tickets", lambda ticket: {**ticket, **PIPELINE, "ticket_number": ""})
    story = story.changed("stages", lambda stage: {**stage, **PIPELINE})
    story = story.changed("agents", known_agent)
    story = story.changed("availability_intervals", lambda row: {**row, "detailed_status": row["status"]})
    story = story.changed("survey_responses", known_answer)
    unsaid = {"handoff_reason": "", "feedback": "", "feedback_at": ""}
    story = story.changed("ai_conversations", lambda one: {**one, **unsaid}, because="ai_conversations")
    story = story.spelled(spell)
    # The hours of the account cannot be exported, those of its people can.
    for fact in ("schedules", "schedule_exceptions"):
        people = [
            {**row, "subject_type": "agent", "subject_id": spell("agent", user)}
            for row in story.rows(fact)
            for user in USERS
        ]
        story = Story({**story.entities, fact: people}, story.lacks | {fact})
    return story.changed("schedules", lambda row: {**row, "schedule_id": f"user/{row['subject_id']}"})


def known_event(event: Row) -> Row | None:
    """A thread is marked as spam without a date; what the customer's message reopens, a rule of the inbox did."""
    if event["event_type"] == "marked_spam":
        return None
    return {**event, "actor_type": "automation", "actor_id": ""} if event["actor_type"] == "customer" else event


def known_agent(agent: Row) -> Row:
    """Users have a time zone; who has left, and who is no person, has no team any more."""
    return (
        {**agent, "time_zone": TIME_ZONE} if agent["agent_id"] in USERS else {**agent, "time_zone": "", "team_id": ""}
    )


def known_answer(answer: Row) -> Row:
    """Nothing says whom an answer is about; three smileys are the numbers 0 to 2."""
    return {**answer, "agent_id": "", "scale": "0_to_2", "score": SMILEYS[answer["score"]]}


def write(story: Story, landing: Path) -> None:
    """One account: pages that overlap, archived records on pages of their own, a poll of the users now and then."""
    folder = landing / SOURCES[0]
    write_note(folder, "hubspot")
    story = story.spelled(spell)
    tickets = [_ticket(story, row) for row in story.rows("tickets")]
    write_pages(folder, "tickets", [ticket for ticket in tickets if not ticket["archived"]])
    write_pages(folder, "tickets_archived", [ticket for ticket in tickets if ticket["archived"]])
    write_pages(folder, "contacts", [_contact(row) for row in story.rows("customers")])
    companies = {row["company_id"]: row["company_name"] for row in story.rows("customers") if row["company_id"]}
    write_pages(folder, "companies", [record(key, {"name": name}) for key, name in companies.items()])
    people = [row for row in story.rows("agents") if row["agent_type"] == "human"]
    write_pages(folder, "owners", [_owner(story, row) for row in people if row["is_active"] == "true"])
    write_pages(folder, "owners_archived", [_owner(story, row) for row in people if row["is_active"] == "false"])
    others = [row for row in story.rows("agents") if row["agent_type"] != "human"]
    write_pages(folder, "actors", [{"id": row["agent_id"], "name": row["agent_name"]} for row in others])
    stages = [_stage(row) for row in story.rows("stages")]
    write_pages(folder, "pipelines", [{"id": "0", "label": "Support Pipeline", "displayOrder": 0, "stages": stages}])
    write_pages(folder, "feedback_submissions", [_answer(row) for row in story.rows("survey_responses")])
    write_threads(story, folder, CHANNEL_IDS)
    write_polls(story, folder)


def _ticket(story: Story, row: Row) -> dict[str, Any]:
    events = story.of_ticket("ticket_events", row["ticket_id"])
    histories = {
        "hs_pipeline": [{"value": "0", "timestamp": row["created_at"], "sourceType": "CONVERSATIONS"}],
        "hs_pipeline_stage": _versions(events, row, "stage"),
        "hubspot_owner_id": _versions(events, row, "owner"),
        "hubspot_team_id": _versions(events, row, "team"),
        "hs_ticket_priority": _versions(events, row, "priority"),
        "hs_ticket_category": _versions(events, row, "ticket_type"),
        "hs_merged_object_ids": _merged_ids(story, row),
    }
    escalated = any(
        one["is_human_requested"] == "true" for one in story.of_ticket("ai_conversations", row["ticket_id"])
    )
    properties = {
        "subject": row["subject"],
        "createdate": row["created_at"],
        "source_type": row["source_type"],
        "hs_originating_generic_channel_id": CHANNEL_IDS[row["source_type"]],
        "hs_outbound_ticket": "true" if row["initiated_by"] == "agent" else None,
        "hs_object_source": "CONVERSATIONS",
        "hs_customer_agent_ticket_status": "ESCALATED" if escalated else "NONE",
    } | {name: versions[0]["value"] for name, versions in histories.items() if versions}
    gone = [one["occurred_at"] for one in events if one["event_type"] in ("deleted", "merged")]
    return record(
        row["ticket_id"],
        properties,
        propertiesWithHistory=histories,
        associations={"contacts": {"results": [{"id": row["customer_id"], "type": "ticket_to_contact"}]}},
        archived=bool(gone),
        archivedAt=gone[0] if gone else None,
    )


def _versions(events: list[Row], row: Row, name: str) -> list[dict[str, Any]]:
    """Versions of a property, newest first; the oldest stands from the creation on."""
    changes = [one for one in events if one["event_type"] == f"{name}_changed"]
    first = changes[0]["old_value"] if changes else row.get(f"{name}_id", row.get(name, ""))
    versions = [{"value": first, "timestamp": row["created_at"], "sourceType": "CONVERSATIONS"}]
    for one in changes:
        by: dict[str, Any] = {"sourceType": "AUTOMATION_PLATFORM"}
        if one["actor_type"] == "agent":
            by = {"sourceType": "CRM_UI", "sourceId": f"userId:{user_id(one['actor_id'])}"}
        versions.append({"value": one["new_value"], "timestamp": one["occurred_at"]} | by)
    spoken = [{**one, "value": PRIORITIES.get(one["value"], one["value"])} for one in versions if one["value"]]
    return spoken[::-1]


def _merged_ids(story: Story, row: Row) -> list[dict[str, Any]]:
    """The winner's list of losers."""
    merged = [one for one in story.rows("ticket_events") if one["event_type"] == "merged"]
    losers = [one for one in merged if one["new_value"] == row["ticket_id"]]
    ids = ";".join(one["ticket_id"] for one in losers)
    return [{"value": ids, "timestamp": losers[-1]["occurred_at"], "sourceType": "CRM_UI"}] if losers else []


def _contact(row: Row) -> dict[str, Any]:
    first, _, last = row["customer_name"].partition(" ")
    return record(row["customer_id"], {"firstname": first, "lastname": last, "associatedcompanyid": row["company_id"]})


def _owner(story: Story, row: Row) -> dict[str, Any]:
    first, _, last = row["agent_name"].partition(" ")
    active = row["is_active"] == "true"
    names = {team["team_id"]: team["team_name"] for team in story.rows("teams")}
    user = int(user_id(row["agent_id"]))
    return {
        "id": row["agent_id"],
        "type": "PERSON",
        "firstName": first,
        "lastName": last,
        # Deactivated: user id and teams are gone.
        "userId": user if active else None,
        "userIdIncludingInactive": user,
        "teams": [{"id": row["team_id"], "name": names[row["team_id"]], "primary": True}] if active else [],
        "archived": not active,
        "updatedAt": "2026-02-01T09:00:00.000Z",
    }


def _stage(row: Row) -> dict[str, Any]:
    state = "CLOSED" if row["status_category"] == "closed" else "OPEN"
    metadata = {"ticketState": state, "isClosed": str(state == "CLOSED").lower()}
    order = int(row["display_order"])
    return {"id": row["stage_id"], "label": row["stage_name"], "displayOrder": order, "metadata": metadata}


def _answer(row: Row) -> dict[str, Any]:
    properties = {
        "hs_survey_id": row["survey_id"],
        "hs_survey_name": row["survey_name"],
        "hs_survey_type": "CSAT",
        "hs_value": SMILEYS[row["score"]],
        "hs_content": row["comment"] or None,
        "hs_submission_timestamp": row["answered_at"],
        "hs_ticket_id": row["ticket_id"],
        "hs_contact_id": row["customer_id"],
    }
    return record(row["survey_response_id"], properties)
