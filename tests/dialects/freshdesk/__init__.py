"""The story as Freshdesk writes it: pages of its API, and the table of Tickets > Export."""

from pathlib import Path

from tests.dialects.freshdesk.api import write_api
from tests.dialects.freshdesk.export import first_replies, write_export
from tests.dialects.freshdesk.words import SCORES, STAGES, source_type, spell
from tests.dialects.story import TIME_ZONE, Row, Story, id_of_person

SOURCES = ["freshdesk_api", "freshdesk_export"]


def write(story: Story, landing: Path) -> None:
    """Both shapes, a folder each."""
    write_api(story, landing / "freshdesk_api")
    write_export(story, landing / "freshdesk_export")


def known(story: Story, source: str) -> Story:
    """What an export of this shape lets one know."""
    chats = ("chats", "bot_messages", "ai_messages", "ai_conversations")
    story = story.without(*chats, "survey_sends", "schedule_exceptions", "merges")
    story = story.changed("messages", lambda row: None if row["author_type"] in ("ai_agent", "bot") else row)
    story = story.changed("agents", lambda row: None if row["agent_type"] != "human" else row)
    story = story.changed("tickets", lambda row: {**row, "ticket_number": "", "source_type": source_type(row)})
    story = _of_api(story) if source == "freshdesk_api" else _of_export(story)
    # Every account has the same statuses, whether they were used or not.
    stages = [
        {"stage_id": name, "stage_name": name, "display_order": str(order), "status_category": category}
        for name, order, category in STAGES
    ]
    return Story({**story.entities, "stages": stages}, story.lacks)


def _of_api(story: Story) -> Story:
    first = {row["ticket_id"]: row["message_id"] for row in reversed(story.rows("messages"))}

    def message(row: Row) -> Row:
        """The description has no id of its own, and no author where the team wrote it."""
        if first[row["ticket_id"]] != row["message_id"]:
            return {**row, "message_id": spell("message", row["message_id"])}
        author = row["author_id"] if row["author_type"] == "customer" else ""
        return {**row, "message_id": f"description-{row['ticket_id']}", "author_id": author}

    def agent(row: Row) -> Row:
        """Who has left is not on the list any more."""
        is_gone = row["is_active"] == "false"
        return row | ({"agent_name": "", "team_id": "", "time_zone": ""} if is_gone else {"time_zone": TIME_ZONE})

    def answer(row: Row) -> Row:
        return {**row, "scale": "freshdesk_103", "score": SCORES[row["score"]]}

    story = story.changed("messages", message).changed("agents", agent).changed("survey_responses", answer)
    return story.spelled(lambda kind, value: value if kind == "message" else spell(kind, value))


def _of_export(story: Story) -> Story:
    """Present values under their names, the last close, the first reply."""
    replies = first_replies(story)
    names = {"owner_id": {"": ""}, "team_id": {"": ""}}
    names["owner_id"] |= {row["agent_id"]: row["agent_name"] for row in story.rows("agents")}
    names["team_id"] |= {row["team_id"]: row["team_name"] for row in story.rows("teams")}
    contacts = {row["customer_id"]: contact_id(row["customer_id"]) for row in story.rows("customers")}
    story = story.without("stage_history", "owner_history", "team_history", "messages", "survey_answers")
    story = story.without("availability", "schedules").changed("ticket_events", lambda _: None)

    def ticket(row: Row) -> Row | None:
        if "true" in (row["is_spam"], row["is_deleted"]):
            return None
        row |= {"first_replied_at": replies.get(row["ticket_id"], ""), "stage_id": spell("stage", row["stage_id"])}
        row |= {name: known[row[name]] for name, known in names.items()}
        return {**row, "customer_id": contacts[row["customer_id"]], "ticket_type": row["ticket_type"].capitalize()}

    def agent(row: Row) -> Row:
        """The table does not say who has left, nor whose team is which."""
        return {**row, "agent_id": row["agent_name"], "team_id": "", "is_active": "true"}

    story = story.changed("tickets", ticket, because="removals").changed("agents", agent)
    story = story.changed("teams", lambda row: {**row, "team_id": row["team_name"]})
    return story.changed(
        "customers",
        lambda row: {**row, "customer_id": contacts[row["customer_id"]], "company_id": row["company_name"]},
    )


def contact_id(customer_id: str) -> str:
    """What staging makes of the address that the table has."""
    return id_of_person(f"contact{customer_id}@example.com")
