-- One row per counted ticket: how it ended so far, credited to who held it at the last close (now, while it is open).
with last_closures as (
    select *
    from {{ of_touched('int_ticket_closures') }}
    where is_last_close
),

open_times as (
    select source, ticket_id, {{ sum_of('resolution_business_seconds') }} as open_business_seconds
    from {{ of_touched('int_ticket_closures') }}
    group by source, ticket_id
),

closed_gaps as (
    select cycles.source, cycles.ticket_id, {{ sum_of('cycles.closed_seconds') }} as closed_seconds
    from {{ of_touched('int_ticket_cycles') }} as cycles
    inner join last_closures on cycles.source = last_closures.source and cycles.ticket_id = last_closures.ticket_id
    where cycles.cycle_number < last_closures.closure_number
    group by cycles.source, cycles.ticket_id
),

{% for span, instant in [('first', 'first_closed_at'), ('full', 'closed_at')] -%}
{{ span }}_spans as (
    select source, ticket_id, created_at as started_at, {{ instant }} as ended_at
    from {{ of_touched('int_tickets') }}
    where {{ instant }} is not null and not is_excluded
),

{{ span }}_business as (
    {{ business_seconds(span ~ '_spans', ['source', 'ticket_id']) }}
),

{% endfor -%}
lines as (
    select source, ticket_id, min(support_line) as lowest_line, max(support_line) as highest_line, {{ count_if('support_line is null') }} as unknown_line_count
    from {{ of_touched('int_ticket_states') }}
    group by source, ticket_id
)

select
    {{ ticket_columns('tickets', 'states', 'sources') }},
    tickets.ticket_id,
    tickets.customer_id as contact_customer_id,
    tickets.initiated_by,
    tickets.created_at,
    tickets.first_closed_at,
    tickets.first_closed_date,
    tickets.closed_at,
    last_closures.closed_by_type,
    last_closures.closed_by_id,
    tickets.is_closed,
    tickets.closure_count,
    tickets.reopen_count,
    tickets.courtesy_reopen_count,
    {{ seconds_between('tickets.created_at', 'tickets.first_closed_at') }} as first_close_seconds,
    first_business.business_seconds as first_close_business_seconds,
    {{ seconds_between('tickets.created_at', 'tickets.closed_at') }} as full_close_seconds,
    full_business.business_seconds as full_close_business_seconds,
    {{ seconds_between('tickets.created_at', 'tickets.closed_at') }} - coalesce(closed_gaps.closed_seconds, 0) as open_seconds,
    case when tickets.closed_at is not null then open_times.open_business_seconds end as open_business_seconds,
    replies.exchange_count,
    replies.sent_message_count,
    replies.received_message_count,
    replies.internal_note_count,
    replies.reply_1_author_id as author_id,
    replies.reply_1_author_name as author_name,
    tickets.closed_at <= tickets.resolution_due_at as is_within_target,
    -- Never left line 1; a stretch on an unknown line leaves the question open.
    case
        when lines.highest_line > 1 or lines.lowest_line < 1 then false
        when lines.unknown_line_count = 0 then true
    end as is_first_line
from {{ of_touched('int_tickets') }} as tickets
inner join {{ ref('int_sources') }} as sources on tickets.source = sources.source
inner join {{ of_touched('int_ticket_replies') }} as replies on tickets.source = replies.source and tickets.ticket_id = replies.ticket_id
inner join lines on tickets.source = lines.source and tickets.ticket_id = lines.ticket_id
left join {{ of_touched('int_ticket_states') }} as states on {{ holds_at('states', 'tickets', 'coalesce(tickets.closed_at, sources.as_of)') }}
left join last_closures on tickets.source = last_closures.source and tickets.ticket_id = last_closures.ticket_id
left join open_times on tickets.source = open_times.source and tickets.ticket_id = open_times.ticket_id
left join closed_gaps on tickets.source = closed_gaps.source and tickets.ticket_id = closed_gaps.ticket_id
left join first_business on tickets.source = first_business.source and tickets.ticket_id = first_business.ticket_id
left join full_business on tickets.source = full_business.source and tickets.ticket_id = full_business.ticket_id
where not tickets.is_excluded
