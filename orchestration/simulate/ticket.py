"""One ticket while it lives, and the truth about it: waits, replies, closes, as the desk itself sees them happen."""

from dataclasses import dataclass, field

from orchestration.simulate.people import Agent, Team

CLOSED = ("solved", "closed")


@dataclass(slots=True)
class Wait:
    """From the first customer message nobody had answered to what ended it."""

    since: int
    outcome: str
    replied_at: int | None
    author: int | None
    messages: int


@dataclass(slots=True)
class Change:
    """One change of one property; `kind` is an event type of the generic format."""

    at: int
    kind: str
    old: str
    new: str
    role: str
    actor: int | None


@dataclass(slots=True)
class AiConversation:
    """What the AI agent did on a ticket of a channel where it is on duty."""

    started_at: int
    last_at: int
    answers: int = 0
    queries: int = 1
    handed_off_at: int | None = None
    reason: str = ""
    has_person: bool = False
    feedback: str = ""


@dataclass(slots=True, eq=False)
class Ticket:
    """A ticket. `fate` is what is to become of it (spam, deleted, twin: a duplicate), `removed` what did."""

    number: int
    created_at: int
    customer: int
    opener: str
    channel: str
    topic: str
    priority: str
    team: Team
    rounds: int
    fate: str = ""
    twin: "Ticket | None" = None
    owner: Agent | None = None
    stage: str = "new"
    removed: str = ""
    survivor: int | None = None
    merged: list[tuple[int, int]] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    touched_at: int = 0
    # Counts the changes of stage: what was planned for an earlier one is void.
    turn: int = 0
    messages: int = 0
    is_in_work: bool = False
    is_done: bool = False
    chat_ends_at: int | None = None
    is_in_chat: bool = False
    ai: AiConversation | None = None
    last_replier: int | None = None
    waits: list[Wait] = field(default_factory=list)
    waiting_since: int | None = None
    waiting_messages: int = 0
    asked_at: int | None = None
    replied_at: int | None = None
    replies: int = 0
    received: int = 0
    first_closed_at: int | None = None
    closed_at: int | None = None
    closes: int = 0
    reopens: int = 0
    courtesies: int = 0
    # Since the ticket was last reopened.
    has_agent_spoken: bool = False
    survey_sent_at: int | None = None

    @property
    def is_closed(self) -> bool:
        """Solved or closed for good."""
        return self.stage in CLOSED

    @property
    def is_counted(self) -> bool:
        """Neither spam nor deleted nor merged away."""
        return not self.removed

    def heard(self, at: int) -> None:
        """The customer wrote: the wait begins, grows, or begins anew where the ticket is closed."""
        self.received += 1
        self.asked_at = at if self.asked_at is None else self.asked_at
        if self.is_closed:
            self.end_wait("after_close")
        if self.waiting_since is None:
            self.waiting_since = at
        self.waiting_messages += 1

    def said(self, at: int, author: int) -> None:
        """A person answered in public."""
        self.replies += 1
        self.last_replier = author
        if self.ai:
            self.ai.has_person = True
        if self.asked_at is not None and self.replied_at is None:
            self.replied_at = at
        self.end_wait("answered", at, author)

    def end_wait(self, outcome: str, replied_at: int | None = None, author: int | None = None) -> None:
        """The running wait is over, if there was one."""
        if self.waiting_since is not None:
            self.waits.append(Wait(self.waiting_since, outcome, replied_at, author, self.waiting_messages))
        self.waiting_since, self.waiting_messages = None, 0

    def closes_now(self, at: int) -> None:
        """Into the closed category, from outside."""
        self.closes += 1
        self.closed_at = at
        self.first_closed_at = at if self.first_closed_at is None else self.first_closed_at
        if self.reopens and not self.has_agent_spoken:
            self.courtesies += 1
        self.end_wait("closed_unanswered")

    def reopens_now(self) -> None:
        """Out of the closed category."""
        self.reopens += 1
        self.has_agent_spoken = False
