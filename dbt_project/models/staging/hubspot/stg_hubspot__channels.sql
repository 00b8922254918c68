-- One row per channel of the conversations that the pages name, with its word.
with raw as (
    {{ newest('hubspot', 'channels') }}
)

select _source as source, {{ to_text('id') }} as channel_id, upper({{ to_text('name') }}) as channel_name
from raw
