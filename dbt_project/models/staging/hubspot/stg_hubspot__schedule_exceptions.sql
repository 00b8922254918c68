-- One row per stretch for which a user is out of office, on the user's own clock.
with absences as (
    select source, agent_id, clock_zone, {{ json_items('out_of_office_hours') }} as item
    from {{ ref('stg_hubspot__user_settings') }}
    where out_of_office_hours is not null
),

clocks as (
    select
        source,
        agent_id,
        {{ utc_to_local(epoch_instant(json_text('item', '$.startTimestamp'), 1000), 'clock_zone') }} as local_start,
        {{ utc_to_local(epoch_instant(json_text('item', '$.endTimestamp'), 1000), 'clock_zone') }} as local_end
    from absences
)

select
    source,
    'agent' as subject_type,
    agent_id as subject_id,
    'closed' as exception_type,
    cast(local_start as date) as start_date,
    substr(cast(local_start as {{ dbt.type_string() }}), 12, 8) as start_time,
    cast(max(local_end) as date) as end_date,
    substr(cast(max(local_end) as {{ dbt.type_string() }}), 12, 8) as end_time,
    cast(null as {{ dbt.type_string() }}) as reason
from clocks
where local_start < local_end
group by source, agent_id, local_start
