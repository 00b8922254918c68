"""What an export of Zendesk lets one know of the story, as rows of the generic format in Zendesk's ids and words."""

from tests.dialects.story import TIME_ZONE, Row, Story
from tests.dialects.zendesk.spelling import (
    LABELS,
    MACHINES,
    MERGED,
    PLACES,
    SCORES,
    STATUS_IDS,
    STATUSES,
    SURVIVOR,
    long_id,
    merge_note,
    metrics,
    rating_id,
    spell,
)

_SPAM, _BINNED = "112", "113"
_NOT_EXPORTED = ("stage_history", "owner_history", "team_history", "chats", "survey_sends", "survey_answers")
_NOT_EXPORTED += ("availability", "schedules", "schedule_exceptions", "ai_conversations")


def known_from_api(story: Story) -> Story:
    """All but what the AI agent knows of itself; that it is one is nowhere written either."""
    entities = _common(story.without("ai_conversations").changed("messages", _number_chat_lines))
    tickets = [{**row, "stage_id": _status_id(row["stage_id"])} for row in entities["tickets"]]
    events = [_with_status_ids(row) for row in entities["ticket_events"]]
    surveys = {name: [_survey(row) for row in entities[name]] for name in ("survey_sends", "survey_responses")}
    closed = [
        {**row, "subject_type": "schedule", "subject_id": long_id("schedule", "61")}
        for row in entities["schedule_exceptions"]
    ]
    present = [{**row, "detailed_status": STATUSES[row["status"]][1]} for row in entities["availability_intervals"]]
    entities |= {"tickets": tickets, "ticket_events": events, "schedule_exceptions": closed}
    entities |= {"availability_intervals": present, "stages": _stages(STATUS_IDS), **surveys}
    return Story(entities, story.without("ai_conversations", "ai_messages").lacks)


def known_from_export(story: Story) -> Story:
    """The present state, the comments, when a ticket was solved last; of a chat only how soon it was answered."""
    chats = {row["ticket_id"] for row in story.rows("chats")}
    answered = {row["ticket_id"]: metrics(story, row)["first_replied_at"] for row in story.rows("tickets")}
    less = story.without(*_NOT_EXPORTED)
    less = less.changed("messages", lambda row: None if row["ticket_id"] in chats else row)
    less = less.changed("ticket_events", lambda _: None, because="removals")
    less = less.changed(
        "tickets",
        lambda row: row | {"first_replied_at": answered[row["ticket_id"]] if row["ticket_id"] in chats else ""},
    )
    entities = _common(less)
    entities["tickets"] = [
        {**row, "stage_id": "", "closed_at": ""} if row["ticket_id"] in (_SPAM, _BINNED) else row
        for row in entities["tickets"]
    ]
    # Names of groups are not exported.
    del entities["teams"]
    entities["stages"] = _stages({})
    return Story(entities, less.without("ai_messages").lacks)


def _common(story: Story) -> dict[str, list[Row]]:
    """What holds in both shapes: bots for AI agents, a zone per agent, notes of the merge, no solving of spam."""
    story = story.changed("agents", _as_bot).changed("messages", _as_bot)
    story = story.changed("ticket_events", _event).changed("tickets", _ticket)
    entities = dict(story.spelled(spell).entities)
    entities["agents"] = [{**row, "time_zone": TIME_ZONE} for row in entities["agents"]]
    messages = [{**row, "is_automated": "false"} for row in entities["messages"]]
    entities["messages"] = messages + [_spelled_note(ticket_id) for ticket_id in (MERGED, SURVIVOR)]
    return entities


def _as_bot(row: Row) -> Row:
    name = "agent_type" if "agent_type" in row else "author_type"
    return {**row, name: "bot"} if row[name] in MACHINES else row


def _number_chat_lines(row: Row) -> Row:
    """Messages of a chat have no id of their own but their place in it."""
    first = {"808": 9025, "809": 9034}.get(row["chat_id"])
    return {**row, "message_id": f"{row['chat_id']}-{int(row['message_id']) - first}"} if first else row


def _event(event: Row) -> Row | None:
    """Spam goes into the bin without being solved; a merge closes for good."""
    if event["event_type"] == "stage_changed" and event["ticket_id"] == _SPAM:
        return None
    if event["event_type"] == "stage_changed" and event["ticket_id"] == MERGED:
        return {**event, "new_value": "closed"}
    return event


def _ticket(ticket: Row) -> Row:
    stage = {_SPAM: "open", MERGED: "closed"}.get(ticket["ticket_id"], ticket["stage_id"])
    return {**ticket, "stage_id": stage}


def _status_id(stage: str) -> str:
    return STATUS_IDS.get(stage, stage)


def _with_status_ids(event: Row) -> Row:
    values = {name: _status_id(event[name]) for name in ("old_value", "new_value")}
    return {**event, **values} if event["event_type"] == "stage_changed" else event


def _stages(ids: dict[str, str]) -> list[Row]:
    """Statuses by their own ids, where the account has any, or by the system's words."""
    category = {"hold": "on_hold", "solved": "closed"}
    return [
        {
            "stage_id": ids.get(word, word), "stage_name": label, "display_order": PLACES[word],
            "status_category": category.get(word, word),
        }
        for word, label in (LABELS | {"closed": "Closed"}).items()
    ]  # fmt: skip


def _spelled_note(ticket_id: str) -> Row:
    kinds = {"message_id": "message", "author_id": "agent"}
    return {name: spell(kinds.get(name, name), value) for name, value in merge_note(ticket_id).items()}


def _survey(row: Row) -> Row:
    ids = {name: rating_id(row[name]) for name in ("survey_send_id", "survey_response_id") if name in row}
    score = {"scale": "good_bad", "score": SCORES[row["score"]]} if "score" in row else {}
    return {**row, **ids, **score, "survey_id": "satisfaction_rating", "survey_name": "Satisfaction rating"}
