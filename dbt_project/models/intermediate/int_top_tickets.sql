-- One row per frequency, period, direction and place 1 to 10: the tickets with most messages, latest message first among equals.
{% set period = 'source, frequency, period_start_date, direction' -%}
with directed as (
    {% for direction, flag in [('sent', 'is_reply'), ('received', 'is_received')] -%}
    select source, ticket_id, sent_date, sent_at, '{{ direction }}' as direction
    from {{ ref('int_messages') }}
    where {{ flag }}
    {% if not loop.last %}union all
    {% endif %}
    {%- endfor %}
),

counts as (
    select
        directed.source,
        periods.frequency,
        periods.period_start_date,
        directed.direction,
        directed.ticket_id,
        cast(count(*) as bigint) as message_count,
        max(directed.sent_at) as last_message_at
    from directed
    inner join {{ ref('int_period_dates') }} as periods on directed.sent_date = periods.report_date
    group by directed.source, periods.frequency, periods.period_start_date, directed.direction, directed.ticket_id
),

ranked as (
    select
        *,
        cast(row_number() over (partition by {{ period }} order by message_count desc, last_message_at desc, ticket_id asc) as bigint) as place,
        cast(rank() over (partition by {{ period }} order by message_count desc) as bigint) as rank
    from counts
),

places as (
    select
        *,
        -- The value of the first row left out.
        max(case when place = 11 then message_count end) over (partition by {{ period }}) as cutoff_count
    from ranked
    where place <= 11
)

select
    sources.source,
    sources.source_system,
    places.frequency,
    places.direction,
    places.ticket_id,
    tickets.ticket_url,
    tickets.customer_id,
    states.owner_id,
    states.owner_name,
    states.team_id,
    states.team_name,
    places.place,
    places.rank,
    places.period_start_date,
    places.last_message_at,
    sources.as_of,
    coalesce(places.message_count = places.cutoff_count, false) as is_tied_at_cutoff,
    places.message_count
from places
inner join {{ ref('int_sources') }} as sources on places.source = sources.source
left join {{ ref('int_tickets') }} as tickets on places.source = tickets.source and places.ticket_id = tickets.ticket_id
left join {{ ref('int_ticket_states') }} as states on {{ holds_at('states', 'places', 'sources.as_of') }}
where places.place <= 10
