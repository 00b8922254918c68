"""The desk as pages of HubSpot's API, a record a line: histories newest first, three ids for one person.

Not said: availability and hours of people (HubSpot tells only those of the moment), sendings of surveys.
"""

from datetime import date
from typing import Any, ClassVar

from orchestration.simulate.clock import instant
from orchestration.simulate.dialect import SURVEY, company, customer_name
from orchestration.simulate.output import Files
from orchestration.simulate.people import AI_AGENT, GREETER, Agent
from orchestration.simulate.ticket import Change, Ticket

_STAGES = {
    "new": ("1", "New"),
    "open": ("3", "Waiting on us"),
    "pending": ("2", "Waiting on contact"),
    "on_hold": ("88001", "On hold"),
    "solved": ("4", "Solved"),
    "closed": ("88002", "Closed"),
}
_PRIORITIES = {"low": "LOW", "normal": "MEDIUM", "high": "HIGH", "urgent": "URGENT"}
_TOPICS = {"question": "GENERAL_INQUIRY", "problem": "PRODUCT_ISSUE", "refund": "BILLING_ISSUE"}
_SOURCES = {"chat": "CHAT", "email": "EMAIL", "form": "FORM", "phone": "PHONE"}
_CHANNELS = {"chat": "1000", "messaging": "1007", "email": "1002", "form": "1003", "social": "1001"}
# Property, kind of the change.
_TRACKED = {
    "hs_pipeline_stage": "stage_changed",
    "hubspot_owner_id": "owner_changed",
    "hubspot_team_id": "team_changed",
}


def _user(agent: object) -> str:
    """User id of an owner, which is another one."""
    return f"6100{agent}"


def _actor(role: str, author: int | None) -> str:
    kinds = {"customer": f"V-{author}", "agent": f"A-{_user(author)}", "ai_agent": f"L-{author}", "bot": f"B-{author}"}
    return kinds.get(role, "S-hubspot")


class HubSpot:
    """Each ticket has one thread, whatever the channel."""

    note: ClassVar[dict[str, Any]] = {"source_system": "hubspot"}

    def begin(self, files: Files) -> None:
        """From now on a delivery goes into these files."""
        self._put, self._record, self._page = files.put, files.record, files.page

    def desk(self, agents: list[Agent], days: tuple[date, date]) -> None:
        """Owners with their teams, other actors, the pipeline."""
        for agent in agents:
            team = {"id": str(agent.team.number), "name": agent.team.name, "primary": True}
            self._record("owners", {
                "id": str(agent.number), "type": "PERSON", "firstName": "Agent", "lastName": str(agent.number),
                "userId": int(_user(agent.number)), "teams": [team], "archived": False,
                "updatedAt": f"{days[0]}T00:00:00Z",
            })  # fmt: skip
        for number, role in ((GREETER, "bot"), (AI_AGENT, "ai_agent")):
            self._record("actors", {"id": _actor(role, number), "name": f"The {role}"})
        stages = [
            {"id": key, "label": label, "displayOrder": place, "metadata": {
                "ticketState": "CLOSED" if label in ("Solved", "Closed") else "OPEN",
            }}
            for place, (key, label) in enumerate(_STAGES.values())
        ]  # fmt: skip
        pipeline = {"id": "0", "label": "Support Pipeline", "displayOrder": 0, "stages": stages}
        self._page("pipelines.json", {"results": [pipeline]})

    def customer(self, number: int) -> None:
        """Somebody writes for the first time, and a company with its first person."""
        owner = company(number)
        properties = {"firstname": customer_name(number), "associatedcompanyid": str(owner)}
        self._record("contacts", {"id": str(number), "properties": properties, "archived": False})
        if company(number - 1) != owner or number == 1:
            self._record("companies", {"id": str(owner), "properties": {"name": f"Company {owner}"}})

    def message(self, ticket: Ticket, at: int, role: str, author: int | None, *, is_public: bool) -> None:
        """The ticket's newest message, as an entry of its thread."""
        actor = _actor(role, author)
        kind = '"type":"COMMENT"'
        if is_public:
            direction, status = ("INCOMING", "RECEIVED") if role == "customer" else ("OUTGOING", "SENT")
            channel = _CHANNELS.get(ticket.channel, "1002")
            kind = (
                f'"type":"MESSAGE","direction":"{direction}","status":{{"statusType":"{status}"}},'
                f'"channelId":"{channel}","channelAccountId":"{channel}77"'
            )
        self._put(
            "messages",
            f'{{"id":"{ticket.number * 1000 + ticket.messages}","conversationsThreadId":"84{ticket.number}",'
            f'"createdAt":"{instant(at)}","createdBy":"{actor}","senders":[{{"actorId":"{actor}"}}],{kind},'
            f'"text":"(text)"}}\n',
        )

    def change(self, ticket: Ticket, change: Change) -> None:
        """Changes are in the ticket's history."""

    def ticket(self, ticket: Ticket) -> None:
        """The ticket as it is now, with its thread."""
        histories = {name: self._versions(ticket, kind) for name, kind in _TRACKED.items()}
        if ticket.merged:
            ids = ";".join(str(number) for number, _ in ticket.merged)
            histories["hs_merged_object_ids"] = [{"value": ids, "timestamp": instant(ticket.merged[-1][1])}]
        now = {name: versions[0]["value"] for name, versions in histories.items() if versions}
        is_gone = bool(ticket.removed)
        self._record("tickets_archived" if is_gone else "tickets", {
            "id": str(ticket.number),
            "properties": self._properties(ticket) | now,
            "propertiesWithHistory": histories,
            "createdAt": instant(ticket.created_at),
            "updatedAt": instant(ticket.touched_at),
            "archived": is_gone,
            "archivedAt": instant(ticket.touched_at) if is_gone else None,
            "associations": {"contacts": {"results": [{"id": str(ticket.customer), "type": "ticket_to_contact"}]}},
        })  # fmt: skip
        self._thread(ticket)

    def _properties(self, ticket: Ticket) -> dict[str, Any]:
        escalated = bool(ticket.ai and ticket.ai.answers and ticket.ai.reason == "requested")
        return {
            "subject": f"Ticket {ticket.number}",
            "createdate": instant(ticket.created_at),
            "hs_pipeline": "0",
            "hs_ticket_priority": _PRIORITIES[ticket.priority],
            "hs_ticket_category": _TOPICS.get(ticket.topic, "FEATURE_REQUEST"),
            "source_type": _SOURCES.get(ticket.channel),
            "hs_originating_generic_channel_id": _CHANNELS.get(ticket.channel),
            "hs_outbound_ticket": "true" if ticket.opener == "agent" else None,
            "hs_object_source": "AUTOMATION_PLATFORM" if ticket.opener == "automation" else "CONVERSATIONS",
            "hs_customer_agent_ticket_status": "ESCALATED" if escalated else "NONE",
        }

    def _versions(self, ticket: Ticket, kind: str) -> list[dict[str, Any]]:
        """Versions of a property, newest first; the oldest stands from the creation on."""
        changes = [one for one in ticket.changes if one.kind == kind]
        owner = str(ticket.owner.number) if ticket.owner else ""
        now = {"stage_changed": ticket.stage, "owner_changed": owner, "team_changed": str(ticket.team.number)}
        first = changes[0].old if changes else now[kind]
        versions: list[dict[str, Any]] = [{"value": first, "timestamp": instant(ticket.created_at)}]
        for one in changes:
            by = f"userId:{_user(one.actor)}" if one.role == "agent" else None
            versions.append({"value": one.new, "timestamp": instant(one.at), "sourceId": by})
        if kind == "stage_changed":
            versions = [one | {"value": _STAGES[one["value"]][0]} for one in versions]
        # Nothing at all is no version; nothing any more is one.
        return versions[::-1] if versions[0]["value"] else versions[:0:-1]

    def _thread(self, ticket: Ticket) -> None:
        channel = _CHANNELS.get(ticket.channel, "1002")
        ended_at = instant(ticket.chat_ends_at) if ticket.chat_ends_at else None
        self._record("threads", {
            "id": f"84{ticket.number}", "createdAt": instant(ticket.created_at),
            "status": "CLOSED" if ended_at else "OPEN", "closedAt": ended_at,
            "originalChannelId": channel, "originalChannelAccountId": f"{channel}77",
            "associatedContactId": str(ticket.customer), "latestMessageTimestamp": instant(ticket.touched_at),
            "spam": ticket.removed == "spam", "archived": False,
            "threadAssociations": {"associatedTicketId": str(ticket.number)},
        })  # fmt: skip
        if ticket.ai and ticket.ai.handed_off_at:
            self._record("messages", {
                "id": f"handed{ticket.number}", "conversationsThreadId": f"84{ticket.number}", "type": "ASSIGNMENT",
                "createdAt": instant(ticket.ai.handed_off_at), "createdBy": "S-hubspot",
                "assignedFrom": _actor("ai_agent", AI_AGENT),
            })  # fmt: skip

    def chat(self, ticket: Ticket) -> None:
        """A live session is a thread."""

    def handling(self, agent: Agent, ticket: Ticket, start: int, end: int) -> None:
        """HubSpot does not say how long."""

    def status(self, agent: Agent, status: str, start: int, end: int | None) -> None:
        """HubSpot says only what is so at the moment."""

    def invitation(self, ticket: Ticket, at: int, *, has_bounced: bool) -> None:
        """HubSpot does not say whom it asked."""

    def answer(self, ticket: Ticket, at: int, score: int) -> None:
        """The customer answered, 1 to 5."""
        self._record("feedback_submissions", {"id": str(ticket.number), "createdAt": instant(at), "properties": {
            "hs_survey_id": SURVEY, "hs_survey_name": "After the close", "hs_survey_type": "CSAT",
            "hs_value": str(score), "hs_submission_timestamp": instant(at), "hs_ticket_id": str(ticket.number),
            "hs_contact_id": str(ticket.customer),
        }})  # fmt: skip
