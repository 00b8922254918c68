-- One row per ticket that came in, excluded ones too, in the hands it is in at as_of.
select
    {{ ticket_columns('tickets', 'states', 'sources') }},
    tickets.ticket_id,
    tickets.created_at,
    tickets.first_owner_id,
    tickets.ticket_type_at_creation,
    tickets.is_excluded
from {{ of_touched('int_tickets') }} as tickets
inner join {{ ref('int_sources') }} as sources on tickets.source = sources.source
left join {{ of_touched('int_ticket_states') }} as states on {{ holds_at('states', 'tickets', 'sources.as_of') }}
