-- One row per department that the API lists.
with raw as (
    {{ newest('zoho_desk', 'departments') }}
)

select
    _source as source,
    {{ to_text('id') }} as team_id,
    {{ to_text('name') }} as team_name
from raw
