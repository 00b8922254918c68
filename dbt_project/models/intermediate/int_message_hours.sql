-- One row per local date with a message, hour 0 to 23 and slicer of messages; every hour of the date, also empty ones.
{% set slicers = ['source', 'source_system', 'team_id', 'team_name', 'message_channel', 'pipeline_id', 'pipeline_name', 'source_type', 'as_of'] -%}
with messages as (
    select
        {{ slicers | join(', ') }},
        sent_date,
        sent_hour,
        {{ count_if('is_reply') }} as sent_message_count,
        {{ count_if('is_received') }} as received_message_count
    from {{ ref('int_messages') }}
    where is_reply or is_received
    group by {{ slicers | join(', ') }}, sent_date, sent_hour
)

select
    {% for column in slicers -%}
    messages.{{ column }},
    {% endfor -%}
    hours.report_date,
    hours.hour_of_day,
    hours.day_of_week,
    hours.elapsed_minutes,
    {{ sum_of('case when messages.sent_hour = hours.hour_of_day then messages.sent_message_count else 0 end') }} as sent_message_count,
    {{ sum_of('case when messages.sent_hour = hours.hour_of_day then messages.received_message_count else 0 end') }} as received_message_count
from messages
inner join {{ ref('int_local_hours') }} as hours on messages.sent_date = hours.report_date
group by {% for column in slicers %}messages.{{ column }}, {% endfor %}hours.report_date, hours.hour_of_day, hours.day_of_week, hours.elapsed_minutes
