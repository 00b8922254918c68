-- One row per row of time_of_day, and one per half hour of the account's dates and place, without messages.
{% set places = 'source_system, team_id, team_name, channel, pipeline_id, pipeline_name, source_type' -%}
with half_hours as (
    {{ half_hours_of_accounts(ref('time_of_day')) }}
)

select source, {{ places }}, report_date, hour_of_day, day_of_week, as_of, cast(null as timestamp) as half_hour_at, sent_message_count, received_message_count
from {{ ref('time_of_day') }}
union all
select
    places.*, hours.report_date, hours.hour_of_day, hours.day_of_week, hours.as_of, hours.half_hour_at, cast(0 as bigint) as sent_message_count,
    cast(0 as bigint) as received_message_count
from (select distinct source, {{ places }} from {{ ref('time_of_day') }}) as places
inner join half_hours as hours on places.source = hours.source
