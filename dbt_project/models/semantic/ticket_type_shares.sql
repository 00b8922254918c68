-- One row per row of tickets_by_type, and one per type and cell of it with the tickets of all types.
{{ with_whole(ref('tickets_by_type'), 'ticket_type', slicers('ticket') ~ ', ticket_type_at_creation, created_date, as_of', 'ticket_count') }}
