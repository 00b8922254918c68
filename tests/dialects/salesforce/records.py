"""The story as records of Salesforce's objects, before a shape is given to them: instants in Z, true and false."""

from collections.abc import Iterator

from tests.dialects.salesforce.history import changes, lifecycle
from tests.dialects.salesforce.setup import surveys, times
from tests.dialects.salesforce.words import AUTOMATION, PRIORITIES, STAGES, kind_of, sf_id, spell
from tests.dialects.story import Row, Story

Records = dict[str, list[Row]]


def records(story: Story) -> Records:
    """Every object that the story needs."""
    found: Records = {"Case": [_case(ticket, story) for ticket in story.rows("tickets")]}
    found["CaseHistory"] = [row for ticket in story.rows("tickets") for row in changes(ticket, story)]
    found["CaseHistory2"] = [row for ticket in story.rows("tickets") for row in lifecycle(ticket, story)]
    found |= _messages(story) | _chats(story) | _people(story) | surveys(story) | times(story)
    found["CaseStatus"] = [
        {"Id": sf_id("01J", row["display_order"]), "ApiName": STAGES[row["stage_id"]],
         "MasterLabel": row["stage_name"], "SortOrder": row["display_order"],
         "IsClosed": str(row["status_category"] == "closed").lower()}
        for row in story.rows("stages")
    ]  # fmt: skip
    found["RecordMergeHistory"] = [
        {"Id": sf_id("0rm", row["ticket_id"]), "IsDeleted": "false", "CreatedDate": row["occurred_at"],
         "CreatedById": sf_id("005", row["actor_id"]), "MasterId": sf_id("500", row["new_value"]),
         "MergedRecordId": sf_id("500", row["ticket_id"])}
        for row in story.rows("ticket_events") if row["event_type"] == "merged"
    ]  # fmt: skip
    return found


def creator(ticket: Row) -> str:
    """Who opened the case: the customer at the portal, the team, else the process that takes mails and chats."""
    if ticket["source_type"] == "portal":
        return sf_id("005", ticket["customer_id"])
    return sf_id("005", ticket["owner_id"]) if ticket["initiated_by"] == "agent" else AUTOMATION


def _case(ticket: Row, story: Story) -> Row:
    events = story.of_ticket("ticket_events", ticket["ticket_id"])
    closes = [event["occurred_at"] for event in events if event["new_value"] == "solved"]
    is_closed = ticket["stage_id"] == "solved"
    return {
        "Id": sf_id("500", ticket["ticket_id"]),
        "IsDeleted": "true" if ticket["merged_into_ticket_id"] else ticket["is_deleted"],
        "MasterRecordId": spell("ticket", ticket["merged_into_ticket_id"], story),
        "CaseNumber": spell("ticket_number", ticket["ticket_number"], story),
        "ContactId": sf_id("003", ticket["customer_id"]),
        "EntitlementId": "",
        "BusinessHoursId": sf_id("01m", "61"),
        "Type": spell("ticket_type", ticket["ticket_type"], story),
        "Status": STAGES[ticket["stage_id"]],
        "Origin": spell("source_type", ticket["source_type"], story),
        "Subject": ticket["subject"],
        "Priority": PRIORITIES[ticket["priority"]],
        "Description": "Viele Grüße" if ticket["channel"] != "chat" else "",
        "IsClosed": str(is_closed).lower(),
        "ClosedDate": closes[-1] if is_closed else "",
        "OwnerId": sf_id("005", ticket["owner_id"]) if ticket["owner_id"] else sf_id("00G", ticket["team_id"]),
        "CreatedDate": ticket["created_at"],
        "CreatedById": creator(ticket),
        "SystemModstamp": events[-1]["occurred_at"] if events else ticket["created_at"],
    }


def _messages(story: Story) -> Records:
    tickets = {row["ticket_id"]: row for row in story.rows("tickets")}
    found: Records = {"EmailMessage": [], "CaseComment": []}
    for row in story.rows("messages"):
        ticket = tickets[row["ticket_id"]]
        kind = kind_of(row, ticket)
        is_incoming = row["author_type"] == "customer"
        common = {"Id": spell("message", row["message_id"], story), "ParentId": sf_id("500", row["ticket_id"])}
        if kind == "EmailMessage":
            found[kind].append(_mail(common, row["sent_at"], AUTOMATION if is_incoming else _user(row), is_incoming))
        elif kind == "CaseComment":
            comment = {"IsPublished": row["is_public"], "CommentBody": "Siehe oben", "CreatedById": _user(row)}
            found[kind].append({**common, **comment, "CreatedDate": row["sent_at"], "IsDeleted": "false"})
    # Drafts are no messages.
    draft = {"Id": sf_id("02s", "1"), "ParentId": sf_id("500", "101")}
    mail = _mail(draft, "2026-03-20T09:10:00Z", sf_id("005", "11"), is_incoming=False)
    found["EmailMessage"].append({**mail, "Status": "5"})
    return found


def _user(message: Row) -> str:
    return sf_id("005", message["author_id"])


def _mail(common: Row, sent_at: str, user: str, is_incoming: bool) -> Row:
    status = "1" if is_incoming else "3"
    mail = {"TextBody": "Schöne Grüße aus München", "Incoming": str(is_incoming).lower(), "Status": status}
    return {**common, **mail, "MessageDate": sent_at, "CreatedById": user, "CreatedDate": sent_at, "IsDeleted": "false"}


def _chats(story: Story) -> Records:
    found: Records = {"MessagingSession": [], "MessagingEndUser": [], "ConversationEntry": []}
    for chat in story.rows("chats"):
        words = [row for row in story.rows("messages") if row["chat_id"] == chat["chat_id"]]
        people = [row for row in words if row["author_type"] == "agent"]
        session, visitor = sf_id("0Mw", chat["chat_id"]), sf_id("0PA", chat["customer_id"])
        found["MessagingEndUser"].append({"Id": visitor, "ContactId": sf_id("003", chat["customer_id"])})
        found["MessagingSession"].append(
            {"Id": session, "OwnerId": _user(people[0]) if people else AUTOMATION, "IsDeleted": "false",
             "CreatedDate": chat["started_at"], "MessagingEndUserId": visitor, "Status": "Ended",
             "CaseId": sf_id("500", chat["ticket_id"]), "StartTime": chat["started_at"],
             "AcceptTime": people[0]["sent_at"] if people else "", "EndTime": chat["ended_at"],
             "AgentType": "BotToAgent" if people else "Bot", "Origin": "InboundInitiated"}
        )  # fmt: skip
        found["ConversationEntry"] += list(_entries(chat, words, visitor, story))
    return found


def _entries(chat: Row, words: list[Row], visitor: str, story: Story) -> Iterator[Row]:
    session = sf_id("0Mw", chat["chat_id"])
    types = {"customer": "EndUser", "agent": "Agent", "bot": "Bot", "ai_agent": "Bot"}
    for number, row in enumerate(words):
        actor = visitor if row["author_type"] == "customer" else _user(row)
        actor = sf_id("0Xx", row["author_id"]) if types[row["author_type"]] == "Bot" else actor
        yield {"Id": spell("message", row["message_id"], story), "ConversationId": session, "ActorId": actor,
               "ActorType": types[row["author_type"]], "EntryType": "Text", "EntryTime": row["sent_at"],
               "Seq": str(number), "Message": "Hallo"}  # fmt: skip
    for row in story.rows("ai_conversations"):
        if row["ai_conversation_id"] == chat["chat_id"] and row["handed_off_at"]:
            yield {"Id": sf_id("0dq", chat["chat_id"]), "ConversationId": session, "ActorId": "", "ActorType": "Bot",
                   "EntryType": "BotEscalated", "EntryTime": row["handed_off_at"], "Seq": "99",
                   "Message": ""}  # fmt: skip


def _people(story: Story) -> Records:
    staff = [row for row in story.rows("agents") if row["agent_id"] != "31"]
    users = [_person(row["agent_id"], row["agent_name"], "Standard", row["is_active"]) for row in staff]
    users.append(_person("1", "Automated Process", "AutomatedProcess", "true"))
    at_portal = {row["customer_id"] for row in story.rows("tickets") if row["source_type"] == "portal"}
    customers = story.rows("customers")
    visitors = [row for row in customers if row["customer_id"] in at_portal]
    users += [_person(row["customer_id"], row["customer_name"], "CspLitePortal", "true") for row in visitors]
    companies = {row["company_id"]: row["company_name"] for row in customers if row["company_id"]}
    groups = [{"Id": sf_id("00G", r["team_id"]), "Name": r["team_name"], "Type": "Queue"} for r in story.rows("teams")]
    members = [row for row in staff if row["agent_type"] == "human"]
    return {
        "User": users,
        "Group": groups,
        "GroupMember": [
            {"Id": sf_id("011", row["agent_id"]), "GroupId": sf_id("00G", row["team_id"]),
             "UserOrGroupId": sf_id("005", row["agent_id"])} for row in members
        ],
        "Contact": [
            {"Id": sf_id("003", row["customer_id"]), "IsDeleted": "false", "MasterRecordId": "",
             "AccountId": spell("company", row["company_id"], story), "FirstName": row["customer_name"].split()[0],
             "LastName": row["customer_name"].split()[1]} for row in customers
        ],
        "Account": [{"Id": sf_id("001", key), "IsDeleted": "false", "Name": name} for key, name in companies.items()],
        "BotDefinition": [
            {"Id": sf_id("0Xx", "21"), "MasterLabel": "Nutty", "Type": "ExternalCopilot",
             "BotUserId": sf_id("005", "21")},
            {"Id": sf_id("0Xx", "31"), "MasterLabel": "Greeter", "Type": "Bot", "BotUserId": ""},
        ],
    }  # fmt: skip


def _person(number: str, name: str, kind: str, is_active: str) -> Row:
    contact = sf_id("003", number) if kind == "CspLitePortal" else ""
    first, last = name.split() if " " in name else ("", name)
    return {"Id": sf_id("005", number), "FirstName": first, "LastName": last, "IsActive": is_active,
            "TimeZoneSidKey": "Europe/Berlin", "UserType": kind, "ContactId": contact}  # fmt: skip
