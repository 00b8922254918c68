-- One row per message or comment.
select
    source,
    message_id,
    ticket_id,
    cast(null as {{ dbt.type_string() }}) as chat_id,
    sent_at,
    cast(0 as bigint) as sequence,
    author_type,
    author_id,
    is_public,
    is_automated,
    channel,
    cast(null as {{ dbt.type_string() }}) as attributes
from {{ ref('stg_zoho_desk__written') }}
