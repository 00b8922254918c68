-- One row per row of unresolved_tickets, and a zero per date and ticket dimensions.
{{ with_zeros(ref('unresolved_tickets'), slicers('ticket'), 'unresolved_ticket_count') }}
