-- One row per chat that a visitor began; messages left while nobody was there are tickets, not chats.
with raw as (
    {{ newest('zendesk', 'chats') }}
)

select
    raw._source as source,
    {{ to_text('raw.id') }} as chat_id,
    {{ to_text('raw.zendesk_ticket_id') }} as ticket_id,
    tickets.requester_id as customer_id,
    -- Bots sit in the chat as well: the last agent is who took it.
    cast(null as {{ dbt.type_string() }}) as owner_id,
    cast(null as {{ dbt.type_string() }}) as team_id,
    {{ to_instant('raw.timestamp', "'UTC'") }} as started_at,
    cast(null as timestamp) as first_any_reply_at,
    cast(null as timestamp) as first_human_reply_at,
    coalesce(
        {{ to_instant('raw.end_timestamp', "'UTC'") }},
        {{ add_seconds(to_instant('raw.timestamp', "'UTC'"), 'try_cast(raw.duration as double)') }}
    ) as ended_at,
    {{ to_boolean('raw.missed', 'false') }} as is_missed,
    cast(null as {{ dbt.type_string() }}) as attributes
from raw
left join {{ ref('stg_zendesk__ticket_rows') }} as tickets on raw._source = tickets.source and trim(raw.zendesk_ticket_id) = tickets.ticket_id
where coalesce(raw.type, 'chat') = 'chat' and not {{ to_boolean('raw.deleted', 'false') }}
