-- The calendar's running total gives what the plain join with every open window gives, for each answered wait on one calendar.
{{ config(meta={'dagster': {'ref': {'name': 'response_time'}}}) }}
with spans as (
    select
        waits.source,
        waits.ticket_id,
        waits.waiting_message_id,
        waits.response_business_seconds,
        calendars.calendar_id,
        waits.waiting_since_at,
        waits.replied_at
    from {{ ref('response_time') }} as waits
    inner join {{ ref('int_ticket_calendars') }} as calendars
        on waits.source = calendars.source and waits.ticket_id = calendars.ticket_id
        and calendars.held_from <= waits.waiting_since_at and calendars.held_to > waits.replied_at
    where waits.is_answered
),

shares as (
    select
        spans.source,
        spans.ticket_id,
        spans.waiting_message_id,
        spans.response_business_seconds,
        sum(case when windows.started_at is not null then
            {{ seconds_between('greatest(spans.waiting_since_at, windows.started_at)', 'least(spans.replied_at, windows.ended_at)') }}
        end) as overlap_seconds,
        count(windows.started_at) as window_count
    from spans
    left join {{ ref('int_business_windows') }} as windows
        on spans.source = windows.source and spans.calendar_id = windows.calendar_id
        and windows.started_at < spans.replied_at and windows.ended_at > spans.waiting_since_at
    group by spans.source, spans.ticket_id, spans.waiting_message_id, spans.response_business_seconds
)

select *
from shares
where
    response_business_seconds is null
    -- Each window may lose a fraction of a second to rounding.
    or abs(response_business_seconds - coalesce(overlap_seconds, 0)) > window_count
