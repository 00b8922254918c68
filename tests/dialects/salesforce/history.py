"""What happened to a case, as CaseHistory writes it (lookups twice), and as the lifecycle does (CaseHistory2)."""

from itertools import count

from tests.dialects.salesforce.words import AUTOMATION, PRIORITIES, STAGES, sf_id
from tests.dialects.story import Row, Story

# Owner and status after a change, who made it and when.
_Step = tuple[str, str, str, str]


def changes(ticket: Row, story: Story) -> list[Row]:
    """Rows of CaseHistory of one case; the pick lists of the story have their labels in it."""
    numbers = count(int(ticket["ticket_id"]) * 100)
    rows = [_row(ticket, next(numbers), (AUTOMATION, ticket["created_at"]), "created", ("", ""))]
    labels = {row["stage_id"]: row["stage_name"] for row in story.rows("stages")}
    before = ""
    for owner, _, user, at in _steps(ticket, story):
        if before and owner != before:
            field = "ownerAssignment" if at == ticket["created_at"] else "Owner"
            rows.append(_row(ticket, next(numbers), (user, at), field, (_name(before, story), _name(owner, story))))
            rows.append(_row(ticket, next(numbers), (user, at), field, (before, owner)))
        before = owner
    for event in story.of_ticket("ticket_events", ticket["ticket_id"]):
        at, user, old, new = event["occurred_at"], _actor(event, ticket), event["old_value"], event["new_value"]
        if event["event_type"] == "stage_changed":
            rows.append(_row(ticket, next(numbers), (user, at), "Status", (labels[old], labels[new])))
        elif event["event_type"] == "priority_changed":
            rows.append(_row(ticket, next(numbers), (user, at), "Priority", (PRIORITIES[old], PRIORITIES[new])))
    return rows


def lifecycle(ticket: Row, story: Story) -> list[Row]:
    """Rows of CaseHistory2 of one case: owner and status from each change on."""
    numbers = count(int(ticket["ticket_id"]) * 100)
    rows: list[Row] = []
    previous = ""
    for owner, status, user, at in _steps(ticket, story):
        row = {"Id": sf_id("0C2", str(next(numbers))), "CaseId": sf_id("500", ticket["ticket_id"]), "OwnerId": owner}
        row |= {"Status": STAGES[status], "PreviousUpdate": previous, "LastModifiedDate": at}
        rows.append({**row, "LastModifiedById": user, "IsDeleted": "false"})
        previous = at
    return rows


def _steps(ticket: Row, story: Story) -> list[_Step]:
    """A case comes to the queue of its team, and at once to its owner; a new team gets it the same way."""
    events = story.of_ticket("ticket_events", ticket["ticket_id"])
    team, owner = (_first(events, kind, ticket[f"{kind}_id"]) for kind in ("team", "owner"))
    status = _first(events, "stage", ticket["stage_id"])
    steps = [(sf_id("00G", team), status, AUTOMATION, ticket["created_at"])]
    if owner:
        steps.append((sf_id("005", owner), status, AUTOMATION, ticket["created_at"]))
    teams = {row["occurred_at"]: row["new_value"] for row in events if row["event_type"] == "team_changed"}
    for event in events:
        user, at = _actor(event, ticket), event["occurred_at"]
        if event["event_type"] == "owner_changed":
            if at in teams:
                steps.append((sf_id("00G", teams[at]), status, user, at))
            owner = event["new_value"]
            steps.append((sf_id("005", owner), status, user, at))
        elif event["event_type"] == "stage_changed":
            status = event["new_value"]
            steps.append((steps[-1][0], status, user, at))
    return steps


def _first(events: list[Row], kind: str, now: str) -> str:
    """What held before the first change."""
    return next((row["old_value"] for row in events if row["event_type"] == f"{kind}_changed"), now)


def _actor(event: Row, ticket: Row) -> str:
    is_person = event["actor_type"] == "agent" or ticket["source_type"] == "portal"
    return sf_id("005", event["actor_id"]) if event["actor_id"] and is_person else AUTOMATION


def _name(record: str, story: Story) -> str:
    names = {sf_id("005", row["agent_id"]): row["agent_name"] for row in story.rows("agents")}
    names |= {sf_id("00G", row["team_id"]): row["team_name"] for row in story.rows("teams")}
    return names[record]


def _row(ticket: Row, number: int, by: tuple[str, str], field: str, values: tuple[str, str]) -> Row:
    (user, at), (old, new) = by, values
    kind = "EntityId" if old[:3] in ("005", "00G") else "Text"
    row = {"Id": sf_id("017", str(number)), "IsDeleted": "false", "CaseId": sf_id("500", ticket["ticket_id"])}
    return {
        **row,
        "CreatedById": user,
        "CreatedDate": at,
        "Field": field,
        "DataType": kind,
        "OldValue": old,
        "NewValue": new,
    }
