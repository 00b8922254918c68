-- One row per user of the account that is an owner: zone, hours and absences as they stand now.
with raw as (
    {{ newest('hubspot', 'users') }}
),

settings as (
    select
        _source as source,
        {{ to_text(json_text('properties', '$.hs_internal_user_id')) }} as user_id,
        -- A zone that nobody knows was moved to the rest by the loader.
        case when {{ json_text('_rest', '$.standard_time_zone') }} is null then {{ to_text('standard_time_zone') }} end as time_zone,
        {{ json_text('properties', '$.hs_working_hours') }} as working_hours,
        {{ json_text('properties', '$.hs_out_of_office_hours') }} as out_of_office_hours,
        _time_zone,
        row_number() over (
            partition by _source, {{ to_text(json_text('properties', '$.hs_internal_user_id')) }} order by {{ adapter.quote('updatedAt') }} desc nulls last, id desc
        ) as user_number
    from raw
)

select
    settings.source,
    owners.owner_id as agent_id,
    settings.time_zone,
    coalesce(settings.time_zone, settings._time_zone) as clock_zone,
    settings.working_hours,
    settings.out_of_office_hours
from settings
inner join {{ ref('stg_hubspot__users') }} as owners on settings.source = owners.source and settings.user_id = owners.user_id
where settings.user_number = 1
