-- One row per group that the API lists.
with raw as (
    {{ newest('freshdesk', 'groups') }}
)

select
    _source as source,
    {{ to_text('id') }} as team_id,
    {{ to_text('name') }} as team_name,
    {{ to_text('business_hour_id') }} as schedule_id
from raw
