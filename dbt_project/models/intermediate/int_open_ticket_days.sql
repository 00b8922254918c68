-- One row per ticket and local date at whose end it is open, in the hands it is in then; a removed ticket counts until it was removed.
with stretches as (
    select
        states.*,
        tickets.source_system,
        tickets.channel,
        tickets.source_type,
        tickets.ticket_type,
        tickets.priority,
        tickets.created_at,
        tickets.as_of,
        sources.last_date,
        {{ local_date('states.started_at') }} as first_open_date,
        case when tickets.removed_at < states.held_to then tickets.removed_at else states.ended_at end as open_until_at
    from {{ ref('int_ticket_states') }} as states
    inner join {{ ref('int_tickets') }} as tickets on states.source = tickets.source and states.ticket_id = tickets.ticket_id
    inner join {{ ref('int_sources') }} as sources on states.source = sources.source
    where not states.is_closed and (tickets.removed_at is null or tickets.removed_at > states.started_at)
),

-- On the date that it ends it is not there in the evening.
spans as (
    select
        *,
        least(last_date, coalesce({{ add_days(local_date('open_until_at'), -1) }}, last_date)) as last_open_date
    from stretches
),

dated as (
    select *, {{ dates_between('first_open_date', 'last_open_date') }} as midnight
    from spans
    where first_open_date <= last_open_date
),

open_dates as (
    select
        dated.*,
        days.report_date,
        -- The running date has the state at as_of.
        least(days.day_end_at, dated.as_of) as day_end_at
    from dated
    inner join {{ ref('int_days') }} as days on cast(dated.midnight as date) = days.report_date
),

aged as (
    select
        *,
        {{ seconds_between('created_at', 'day_end_at') }} as age_seconds,
        cast(floor({{ seconds_between('created_at', 'day_end_at') }} / 86400.0) as bigint) as age_days
    from open_dates
)

select
    {{ slicers('ticket') }},
    support_line,
    ticket_id,
    -- The lower edge of a band is in it.
    case
        when age_days < 1 then '0_to_1_days'
        when age_days < 3 then '1_to_3_days'
        when age_days < 7 then '3_to_7_days'
        when age_days < 14 then '7_to_14_days'
        when age_days < 30 then '14_to_30_days'
        else 'over_30_days'
    end as age_band,
    report_date,
    as_of,
    age_seconds,
    age_days
from aged
