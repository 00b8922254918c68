"""The desk as Zendesk's API tells it, a record a line: audits, the tickets of now, chats with their lines.

Not said: what the AI agent did (an add-on's export), how long people worked on a ticket.
"""

import json
from datetime import date
from typing import Any, ClassVar

from orchestration.simulate.clock import holidays, instant
from orchestration.simulate.dialect import FIRST_SPAMMER, company, customer_name
from orchestration.simulate.output import Files
from orchestration.simulate.people import AI_AGENT, GREETER, TEAMS, Agent
from orchestration.simulate.ticket import Change, Ticket

_STATUSES = {"on_hold": "hold"}
_TYPES = {"question": "question", "problem": "problem", "refund": "incident", "feature_request": "task"}
_VIA = {"email": "email", "form": "web", "phone": "voice", "social": "facebook", "messaging": "whatsapp"}
_FIELDS = {"stage_changed": "status", "owner_changed": "assignee_id", "team_changed": "group_id"}
_PRESENCE = {"available": "online"}
_SYSTEM = -1
_CUSTOMERS = 50_000_000
_AUDITS = 100_000
_HOURS = 7001


def _person(role: str, number: int | None) -> int:
    """Agents and customers are users of one list."""
    return _SYSTEM if number is None else number + _CUSTOMERS if role == "customer" else number


class Zendesk:
    """A message or a change is an audit of its own; lines of a chat are in the chat only."""

    note: ClassVar[dict[str, Any]] = {"source_system": "zendesk", "bot_agent_ids": [str(GREETER), str(AI_AGENT)]}

    def __init__(self) -> None:
        """No chat is running. Lines are kept by ticket until the chat has ended."""
        self._lines: dict[int, list[dict[str, Any]]] = {}

    def begin(self, files: Files) -> None:
        """From now on a delivery goes into these files."""
        self._put, self._record, self._page = files.put, files.record, files.page

    def desk(self, agents: list[Agent], days: tuple[date, date]) -> None:
        """Groups, agents, hours and holidays of the account."""
        first, last = days
        for team in TEAMS:
            self._record("groups", {"id": team.number, "name": team.name, "deleted": False})
        for agent in agents:
            self._user(agent.number, f"Agent {agent.number}", "agent", default_group_id=agent.team.number)
            self._record("group_memberships", {
                "id": agent.number, "user_id": agent.number, "group_id": agent.team.number, "default": True,
                "created_at": f"{first}T00:00:00Z", "updated_at": f"{first}T00:00:00Z",
            })  # fmt: skip
        for number, kind in ((GREETER, "bot"), (AI_AGENT, "ai_agent")):
            self._user(number, f"The {kind}", "agent")
        hours = [{"start_time": day * 1440 + 480, "end_time": day * 1440 + 1080} for day in range(1, 6)]
        schedule = {"id": _HOURS, "name": "Business hours", "time_zone": "Berlin", "intervals": hours}
        self._page("schedules.json", {"schedules": [schedule]})
        closed = [
            {"id": place, "name": name, "start_date": day.isoformat(), "end_date": day.isoformat()}
            for year in range(first.year, last.year + 1)
            for place, (day, name) in enumerate(holidays(year).items(), start=year * 100)
        ]
        self._page(f"holidays_{_HOURS}.json", {"holidays": closed})

    def _user(self, number: int, name: str, role: str, **more: Any) -> None:
        row = {"id": number, "name": name, "role": role, "active": True, "suspended": False, "time_zone": "Berlin"}
        self._record("users", row | more)

    def customer(self, number: int) -> None:
        """Somebody writes for the first time; who is a spammer has been suspended by the time of the export."""
        owner = company(number)
        person = _person("customer", number)
        self._user(person, customer_name(number), "end-user", suspended=number > FIRST_SPAMMER, organization_id=owner)
        if company(number - 1) != owner or number == 1:
            self._record("organizations", {"id": owner, "name": f"Company {owner}"})

    def message(self, ticket: Ticket, at: int, role: str, author: int | None, *, is_public: bool) -> None:
        """A comment in an audit of its own, or a line of a chat; the first audit says what holds at the creation."""
        person = _person(role, author)
        in_chat = ticket.is_in_chat or (ticket.channel == "chat" and ticket.messages == 1)
        if in_chat and is_public:
            nick = "visitor:1" if role == "customer" else f"agent:{person}"
            line = {"type": "chat.msg", "timestamp": instant(at), "nick": nick, "msg_id": f"{ticket.messages:03}"}
            self._lines.setdefault(ticket.number, []).append(line)
            if ticket.messages > 1:
                return
        comment = f'{{"id":{ticket.number * 1000 + ticket.messages},"type":"Comment","author_id":{person},'
        comment += f'"body":"(text)","public":{"true" if is_public else "false"}}}'
        if ticket.messages == 1:
            comment += "," + ",".join(json.dumps(one) for one in self._first_values(ticket))
        via = "rule" if role == "automation" else "chat" if in_chat and is_public else "email"
        via = _VIA.get(ticket.channel, via) if role == "customer" else via
        self._audit(ticket, at, person, f'{{"channel":"{via}"}}', comment)

    def _first_values(self, ticket: Ticket) -> list[dict[str, Any]]:
        values = {
            "status": _STATUSES.get(ticket.stage, ticket.stage),
            "assignee_id": str(ticket.owner.number) if ticket.owner else None,
            "group_id": str(ticket.team.number),
            "priority": ticket.priority,
            "type": _TYPES[ticket.topic],
        }
        return [{"type": "Create", "field_name": name, "value": value} for name, value in values.items()]

    def _audit(self, ticket: Ticket, at: int, author: int, via: str, events: str) -> None:
        number = ticket.number * _AUDITS + ticket.messages + len(ticket.changes)
        self._put(
            "ticket_audits",
            f'{{"id":{number},"ticket_id":{ticket.number},"created_at":"{instant(at)}","author_id":{author},'
            f'"via":{via},"events":[{events}]}}\n',
        )

    def change(self, ticket: Ticket, change: Change) -> None:
        """A change in an audit of its own; a merge is told on both tickets."""
        author = _person(change.role, change.actor)
        via: dict[str, Any] = {"channel": "rule" if change.role == "automation" else "web"}
        field, old, new = _FIELDS.get(change.kind, "status"), change.old, change.new
        if field == "status":
            old, new = _STATUSES.get(old or ticket.stage, old or ticket.stage), _STATUSES.get(new, new)
        if change.kind == "merged":
            new, via["source"] = "closed", {"from": {}, "to": {"ticket_id": ticket.survivor}, "rel": "merge"}
        elif change.kind == "restored":
            old, new = "deleted", old
        elif change.kind in ("deleted", "marked_spam"):
            new = "deleted"
        event = {"id": ticket.number * _AUDITS + 50_000 + len(ticket.changes), "type": "Change", "field_name": field}
        event |= {"value": new or None, "previous_value": old or None}
        self._audit(ticket, change.at, author, json.dumps(via), json.dumps(event))

    def ticket(self, ticket: Ticket) -> None:
        """The ticket as it is now."""
        status = _STATUSES.get(ticket.stage, ticket.stage)
        status = "closed" if ticket.removed == "merged" else "deleted" if ticket.removed else status
        self._record("tickets", {
            "id": ticket.number,
            "via": {"channel": _VIA.get(ticket.channel, ticket.channel)},
            "created_at": instant(ticket.created_at), "updated_at": instant(ticket.touched_at),
            "subject": f"Ticket {ticket.number}", "type": _TYPES[ticket.topic], "priority": ticket.priority,
            "status": status,
            "requester_id": _person("customer", ticket.customer),
            "submitter_id": ticket.owner.number if ticket.opener == "agent" and ticket.owner else None,
            "assignee_id": ticket.owner.number if ticket.owner else None,
            "group_id": ticket.team.number,
            "tags": ["closed_by_merge"] if ticket.removed == "merged" else [],
        })  # fmt: skip

    def chat(self, ticket: Ticket) -> None:
        """The live session with its lines so far."""
        lines = self._lines[ticket.number] if ticket.is_in_chat else self._lines.pop(ticket.number)
        self._record("chats", {
            "id": f"2603.{ticket.number}", "type": "chat", "timestamp": instant(ticket.created_at),
            "end_timestamp": instant(ticket.chat_ends_at) if ticket.chat_ends_at else None,
            "zendesk_ticket_id": ticket.number, "missed": False, "deleted": False, "history": lines,
        })  # fmt: skip

    def handling(self, agent: Agent, ticket: Ticket, start: int, end: int) -> None:
        """Engagements would say it of live channels only."""

    def status(self, agent: Agent, status: str, start: int, end: int | None) -> None:
        """A stretch of the timeline of Chat, which knows online and away."""
        self._record("agent_timeline", {
            "agent_id": str(agent.number), "start_time": instant(start), "status": _PRESENCE.get(status, "away"),
            "duration": end - start if end else None,
        })  # fmt: skip

    def invitation(self, ticket: Ticket, at: int, *, has_bounced: bool) -> None:
        """A rating that is offered."""
        if not has_bounced:
            self._rating(ticket, at, "offered")

    def answer(self, ticket: Ticket, at: int, score: int) -> None:
        """The same rating, good or bad."""
        self._rating(ticket, at, "good" if score > 3 else "bad")

    def _rating(self, ticket: Ticket, at: int, score: str) -> None:
        self._record("satisfaction_ratings", {
            "id": ticket.number, "ticket_id": ticket.number, "requester_id": _person("customer", ticket.customer),
            "assignee_id": ticket.owner.number if ticket.owner else None, "score": score,
            "created_at": instant(ticket.survey_sent_at or at), "updated_at": instant(at),
        })  # fmt: skip
