"""Every mart that the reference covers, by its name."""

from collections.abc import Callable

from tests.reference import contacts, cycles, first_responses, flows, people, stages, waits
from tests.reference.export import Account, Row

EventMart = Callable[[Account], list[Row]]
# By the local day: the second argument is the reporting time zone.
DayMart = Callable[[Account, str], list[Row]]

WAITS: dict[str, EventMart] = {
    function.__name__: function
    for function in (
        waits.response_time,
        waits.tickets_waiting_now,
        waits.customer_response_time,
        first_responses.first_response_time,
        first_responses.ticket_exchanges,
    )
}
EVENT_MARTS: dict[str, EventMart] = WAITS | {
    function.__name__: function
    for function in (
        stages.stage_visits,
        stages.ticket_time_in_pipeline,
        cycles.time_to_close,
        cycles.resolution_time,
        cycles.ticket_reopens,
        contacts.chat_wait_time,
        contacts.repeat_contacts,
        contacts.first_contact_resolution,
    )
}
FLOWS: dict[str, DayMart] = {
    function.__name__: function
    for function in (
        flows.tickets_logged_vs_closed,
        flows.open_ticket_age,
        flows.unresolved_tickets,
        flows.resolved_tickets,
    )
}
PEOPLE: dict[str, DayMart] = {
    function.__name__: function
    for function in (
        people.rep_availability,
        people.working_hours_availability,
        people.max_available_users,
        people.agent_utilization,
    )
}
DAY_MARTS: dict[str, DayMart] = FLOWS | PEOPLE
