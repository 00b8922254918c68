-- One row per agent that the API or the data backup lists.
with raw as (
    {{ newest('zoho_desk', 'agents') }}
)

select
    _source as source,
    {{ to_text('id') }} as agent_id,
    nullif(trim(concat(coalesce({{ to_text('firstName') }}, ''), ' ', coalesce({{ to_text('lastName') }}, ''))), '') as agent_name,
    {{ role("'human'", 'trim(id)') }} as agent_type,
    -- Of several departments none is the main one.
    {{ text_part('associatedDepartmentIds', '^[^0-9]*"([0-9]+)"[^0-9]*$') }} as team_id,
    {{ to_text('timeZone') }} as time_zone,
    coalesce(upper({{ to_text('status') }}), 'ACTIVE') = 'ACTIVE' as is_active
from raw
