-- One row per change of one property of a ticket.
{{ feed('ticket_events', instant='occurred_at') }}
