-- One row per date with a message, local hour 0 to 23 and dimensions; every hour, also empty ones.
select
    source,
    source_system,
    team_id,
    team_name,
    message_channel as channel,
    pipeline_id,
    pipeline_name,
    source_type,
    hour_of_day,
    day_of_week,
    report_date,
    as_of,
    sent_message_count,
    received_message_count,
    elapsed_minutes
from {{ ref('int_message_hours') }}
