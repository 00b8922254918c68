-- One row per agent that the API lists.
with raw as (
    {{ newest('freshdesk', 'agents') }}
)

select
    raw._source as source,
    {{ to_text('raw.id') }} as agent_id,
    {{ to_text('raw.name') }} as agent_name,
    {{ role("'human'", 'trim(raw.id)') }} as agent_type,
    coalesce(zones.iana_name, {{ to_text('raw.time_zone') }}) as time_zone,
    not {{ to_boolean('raw.deactivated', 'false') }} as is_active,
    -- Of several groups none is the main one.
    {{ text_part('raw.group_ids', '^[^0-9]*([0-9]+)[^0-9]*$') }} as team_id
from raw
left join {{ ref('rails_time_zones') }} as zones on {{ to_text('raw.time_zone') }} = zones.rails_name
