"""Zoho Desk's own numbers of a ticket: durations as texts to the minute, counts as texts."""

from datetime import datetime

from tests.dialects.story import Row, Story


def metrics_of(story: Story, ticket: Row) -> dict[str, str]:
    """The numbers of one ticket; what has not happened is not named."""
    written = [row for row in story.of_ticket("messages", ticket["ticket_id"]) if row["is_public"] == "true"]
    replies = [row["sent_at"] for row in written if row["author_type"] == "agent"]
    asked = min((row["sent_at"] for row in written if row["author_type"] == "customer"), default="")
    answers = [sent_at for sent_at in replies if sent_at > asked]
    stages = [
        event
        for event in story.of_ticket("ticket_events", ticket["ticket_id"])
        if event["event_type"] == "stage_changed"
    ]
    numbers = {
        "outgoingCount": str(len(replies)),
        "reopenCount": str(sum(event["old_value"] == "solved" for event in stages)),
    }
    if answers:
        numbers["firstResponseTime"] = _duration(ticket["created_at"], min(answers))
    if ticket["stage_id"] == "solved":
        numbers["resolutionTime"] = _duration(ticket["created_at"], stages[-1]["occurred_at"])
    return numbers


def _duration(start: str, end: str) -> str:
    minutes = int((datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds()) // 60
    days, rest = divmod(minutes, 24 * 60)
    clock = f"{rest // 60:02}:{rest % 60:02} hrs"
    return f"{days} days {clock}" if days else clock
