"""What really happened, as the desk itself counted it: one file per question, a record a line."""

from datetime import date

from orchestration.simulate.clock import instant, local
from orchestration.simulate.output import Files
from orchestration.simulate.people import Agent
from orchestration.simulate.ticket import Ticket


def _when(at: int | None) -> str | None:
    return None if at is None else instant(at)


class Truth:
    """Writes tickets, waits, available time, survey answers and AI conversations below a folder."""

    def __init__(self, files: Files) -> None:
        """Nobody has been available yet."""
        self._files = files
        self._available: dict[int, int] = {}

    def ticket(self, ticket: Ticket) -> None:
        """All about a ticket that is over, or as it is at the end."""
        if not ticket.is_counted:
            return
        ticket.end_wait("after_close" if ticket.is_closed else "waiting")
        self._files.record("tickets", {
            "ticket_id": str(ticket.number),
            "created_at": instant(ticket.created_at),
            "first_customer_message_at": _when(ticket.asked_at),
            "first_replied_at": _when(ticket.replied_at),
            "first_closed_at": _when(ticket.first_closed_at),
            "closed_at": _when(ticket.closed_at if ticket.is_closed else None),
            "closure_count": ticket.closes,
            "reopen_count": ticket.reopens,
            "courtesy_reopen_count": ticket.courtesies,
            "sent_message_count": ticket.replies,
            "received_message_count": ticket.received,
        })  # fmt: skip
        self._waits(ticket)
        if ticket.ai:
            one = ticket.ai
            self._files.record("ai_conversations", {
                "ticket_id": str(ticket.number),
                "started_date": local(one.started_at).date().isoformat(),
                "is_handled": one.answers > 0,
                "is_handoff": one.answers > 0 and (one.handed_off_at is not None or one.has_person),
            })  # fmt: skip

    def _waits(self, ticket: Ticket) -> None:
        for wait in ticket.waits:
            self._files.record("waits", {
                "ticket_id": str(ticket.number),
                "waiting_since_at": instant(wait.since),
                "wait_outcome": wait.outcome,
                "replied_at": _when(wait.replied_at),
                "author_id": str(wait.author) if wait.author else None,
                "customer_message_count": wait.messages,
            })  # fmt: skip

    def available(self, agent: Agent, until: int) -> None:
        """An agent has been available since it was last said."""
        self._available[agent.number] = self._available.get(agent.number, 0) + until - agent.counted
        agent.counted = until

    def end_day(self, day: date) -> None:
        """A day of the desk is over."""
        for agent, seconds in sorted(self._available.items()):
            row = {"report_date": day.isoformat(), "agent_id": str(agent), "available_seconds_sum": seconds}
            self._files.record("availability", row)
        self._available.clear()

    def answer(self, ticket: Ticket, at: int, score: int) -> None:
        """A survey was answered; it is about whoever wrote to the customer last."""
        self._files.record("survey_answers", {
            "ticket_id": str(ticket.number),
            "answered_at": instant(at),
            "score": str(score),
            "agent_id": str(ticket.last_replier) if ticket.last_replier else None,
        })  # fmt: skip
