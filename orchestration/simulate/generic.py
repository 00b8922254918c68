"""The desk in the generic format: one file per entity, a record a line."""

from datetime import date, timedelta
from typing import Any, ClassVar

from orchestration.simulate.clock import HOUR, ZONE, holidays, instant
from orchestration.simulate.dialect import SURVEY, company, customer_name
from orchestration.simulate.output import Files
from orchestration.simulate.people import AI_AGENT, GREETER, TEAMS, Agent, absences
from orchestration.simulate.ticket import AiConversation, Change, Ticket

_STAGES = ("new", "open", "pending", "on_hold", "solved", "closed")
_SEGMENTS = ("free", "plus", "business")
_AUTOMATED = ("bot", "automation")


def _text(value: object) -> str:
    """A value as JSON text; None is null. Ids and words of the desk need no escape."""
    return "null" if value is None else f'"{value}"'


def _yes(value: bool) -> str:
    return "true" if value else "false"


def _clock(seconds: int) -> str:
    return f"{seconds // HOUR % 24:02}:{seconds % HOUR // 60:02}"


class Generic:
    """Lines are put together by hand: of millions of messages each is a millisecond's hundredth."""

    note: ClassVar[dict[str, Any]] = {"source_system": "other", "default_schedule_id": "business_hours"}

    def begin(self, files: Files) -> None:
        """From now on a delivery goes into these files."""
        self._put, self._record = files.put, files.record

    def desk(self, agents: list[Agent], days: tuple[date, date]) -> None:
        """Teams, stages, agents with their hours, holidays."""
        first, last = days
        for team in TEAMS:
            row = {"team_id": str(team.number), "team_name": team.name, "support_line": team.line}
            self._record("teams", row)
        for place, stage in enumerate(_STAGES, start=1):
            category = "closed" if stage == "solved" else stage
            row = {"stage_id": stage, "stage_name": stage, "display_order": place, "status_category": category}
            self._record("stages", row)
        for number, kind in ((GREETER, "bot"), (AI_AGENT, "ai_agent")):
            self._record("agents", {"agent_id": str(number), "agent_name": f"The {kind}", "agent_type": kind})
        for agent in agents:
            self._agent(agent, first, last)
        for day in range(1, 6):
            self._hours("account", "", day, (8 * HOUR, 18 * HOUR, ZONE.key))
        for year in range(first.year, last.year + 1):
            for day, name in holidays(year).items():
                self._closed("account", "", day, day, name)

    def _agent(self, agent: Agent, first: date, last: date) -> None:
        number, team, zone = str(agent.number), str(agent.team.number), agent.team.zone.key
        row = {"agent_id": number, "agent_name": f"Agent {number}", "team_id": team, "time_zone": zone}
        self._record("agents", row | {"agent_type": "human", "is_active": True})
        member = {"agent_id": number, "team_id": team, "started_at": f"{first - timedelta(days=30)}T00:00:00Z"}
        self._record("agent_team_memberships", member | {"is_main": True})
        for day in agent.team.days:
            self._hours("agent", number, day, (agent.starts, agent.ends, zone))
        for start, end in absences(agent, first, last):
            self._closed("agent", number, start, end, "away")

    def _hours(self, kind: str, subject: str, day: int, window: tuple[int, int, str]) -> None:
        start, end, zone = window
        schedule = f"shift_{subject}" if subject else "business_hours"
        self._record("schedules", {
            "schedule_id": schedule, "schedule_name": schedule, "subject_type": kind, "subject_id": subject,
            "time_zone": zone, "day_of_week": day, "start_time": _clock(start), "end_time": _clock(end),
        })  # fmt: skip

    def _closed(self, kind: str, subject: str, start: date, end: date, reason: str) -> None:
        self._record("schedule_exceptions", {
            "subject_type": kind, "subject_id": subject, "exception_type": "closed", "start_date": start.isoformat(),
            "end_date": end.isoformat(), "reason": reason,
        })  # fmt: skip

    def customer(self, number: int) -> None:
        """Somebody writes for the first time."""
        owner = company(number)
        self._put(
            "customers",
            f'{{"customer_id":"{number}","customer_name":"{customer_name(number)}","company_id":"{owner}",'
            f'"company_name":"Company {owner}","segment":"{_SEGMENTS[owner % 3]}"}}\n',
        )

    def message(self, ticket: Ticket, at: int, role: str, author: int | None, *, is_public: bool) -> None:
        """The ticket's newest message."""
        number = ticket.number
        chat = f'"c{number}"' if ticket.is_in_chat else "null"
        self._put(
            "messages",
            f'{{"message_id":"{number * 1000 + ticket.messages}","ticket_id":"{number}","chat_id":{chat},'
            f'"sent_at":"{instant(at)}","author_type":"{role}","author_id":{_text(author)},'
            f'"is_public":{_yes(is_public)},"is_automated":{_yes(role in _AUTOMATED)},"channel":"{ticket.channel}"}}\n',
        )

    def change(self, ticket: Ticket, change: Change) -> None:
        """The ticket's newest change."""
        self._put(
            "ticket_events",
            f'{{"ticket_id":"{ticket.number}","occurred_at":"{instant(change.at)}","sequence":{len(ticket.changes)},'
            f'"event_type":"{change.kind}","old_value":"{change.old}","new_value":"{change.new}",'
            f'"actor_type":"{change.role}","actor_id":{_text(change.actor)}}}\n',
        )

    def ticket(self, ticket: Ticket) -> None:
        """The ticket as it is now, with the AI agent's conversation on it."""
        number = ticket.number
        owner = ticket.owner.number if ticket.owner else None
        self._put(
            "tickets",
            f'{{"ticket_id":"{number}","subject":"Ticket {number}","created_at":"{instant(ticket.created_at)}",'
            f'"initiated_by":"{ticket.opener}","customer_id":"{ticket.customer}","stage_id":"{ticket.stage}",'
            f'"owner_id":{_text(owner)},"team_id":"{ticket.team.number}","ticket_type":"{ticket.topic}",'
            f'"priority":"{ticket.priority}","channel":"{ticket.channel}","source_type":"{ticket.channel}",'
            f'"is_spam":{_yes(ticket.removed == "spam")},"is_deleted":{_yes(ticket.removed == "deleted")},'
            f'"merged_into_ticket_id":{_text(ticket.survivor)}}}\n',
        )
        if ticket.ai:
            self._ai(ticket, ticket.ai)

    def _ai(self, ticket: Ticket, one: AiConversation) -> None:
        handed_off_at = instant(one.handed_off_at) if one.handed_off_at else None
        self._record("ai_conversations", {
            "ai_conversation_id": f"a{ticket.number}", "ticket_id": str(ticket.number),
            "customer_id": str(ticket.customer), "ai_agent_id": str(AI_AGENT), "team_id": str(ticket.team.number),
            "channel": ticket.channel, "started_at": instant(one.started_at), "last_activity_at": instant(one.last_at),
            "ai_message_count": one.answers, "customer_message_count": one.queries,
            "has_human_joined": one.has_person, "is_human_requested": one.reason == "requested",
            "handed_off_at": handed_off_at, "handoff_reason": one.reason or None, "feedback": one.feedback or None,
        })  # fmt: skip

    def chat(self, ticket: Ticket) -> None:
        """The live session of a ticket, ended or still running."""
        ended_at = instant(ticket.chat_ends_at) if ticket.chat_ends_at else None
        self._put(
            "chats",
            f'{{"chat_id":"c{ticket.number}","ticket_id":"{ticket.number}","customer_id":"{ticket.customer}",'
            f'"team_id":"{ticket.team.number}","started_at":"{instant(ticket.created_at)}",'
            f'"ended_at":{_text(ended_at)}}}\n',
        )

    def handling(self, agent: Agent, ticket: Ticket, start: int, end: int) -> None:
        """An agent worked on a ticket."""
        self._put(
            "handling_intervals",
            f'{{"agent_id":"{agent.number}","ticket_id":"{ticket.number}","started_at":"{instant(start)}",'
            f'"ended_at":"{instant(end)}"}}\n',
        )

    def status(self, agent: Agent, status: str, start: int, end: int | None) -> None:
        """An agent was, or is still, in one status."""
        ended_at = _text(instant(end) if end else None)
        self._put(
            "availability_intervals",
            f'{{"agent_id":"{agent.number}","status":"{status}","started_at":"{instant(start)}",'
            f'"ended_at":{ended_at}}}\n',
        )

    def invitation(self, ticket: Ticket, at: int, *, has_bounced: bool) -> None:
        """A survey went to the customer."""
        self._record("survey_sends", self._survey(ticket) | {
            "sent_at": instant(at), "delivery_status": "bounced" if has_bounced else "sent",
        })  # fmt: skip

    def answer(self, ticket: Ticket, at: int, score: int) -> None:
        """The customer answered it, 1 to 5."""
        self._record("survey_responses", {"survey_response_id": f"r{ticket.number}"} | self._survey(ticket) | {
            "scale": "1_to_5", "score": str(score), "answered_at": instant(at),
        })  # fmt: skip

    def _survey(self, ticket: Ticket) -> dict[str, str]:
        return {
            "survey_send_id": f"s{ticket.number}", "survey_id": SURVEY, "survey_name": "After the close",
            "survey_kind": "csat", "ticket_id": str(ticket.number), "customer_id": str(ticket.customer),
        }  # fmt: skip
