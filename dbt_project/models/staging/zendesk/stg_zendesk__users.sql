-- One row per person, agents and customers alike, newest version.
with raw as (
    {{ newest('zendesk', 'users') }}
)

select
    raw._source as source,
    {{ to_text('raw.id') }} as user_id,
    {{ to_text('raw.name') }} as name,
    coalesce({{ to_text('raw.role') }}, 'end-user') as role,
    {{ to_boolean('raw.active', 'true') }} as is_active,
    {{ to_boolean('raw.suspended', 'false') }} as is_suspended,
    coalesce({{ to_text('raw.iana_time_zone') }}, zones.iana_name, {{ to_text('raw.time_zone') }}) as time_zone,
    {{ to_text('raw.organization_id') }} as organization_id,
    {{ to_text('raw.default_group_id') }} as group_id
from raw
left join {{ ref('rails_time_zones') }} as zones on trim(raw.time_zone) = zones.rails_name
