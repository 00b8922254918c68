-- One row per conversation of type chat: the session lasts until it is first closed.
with closes as (
    select source, ticket_id, min(created_at) as closed_at
    from {{ ref('stg_help_scout__threads') }}
    where status = 'closed'
    group by source, ticket_id
)

select
    records.source,
    records.ticket_id as chat_id,
    records.ticket_id,
    records.customer_id,
    cast(null as {{ dbt.type_string() }}) as owner_id,
    cast(null as {{ dbt.type_string() }}) as team_id,
    records.created_at as started_at,
    cast(null as timestamp) as first_any_reply_at,
    cast(null as timestamp) as first_human_reply_at,
    coalesce(closes.closed_at, case when records.status = 'closed' then records.closed_at end) as ended_at,
    false as is_missed,
    cast(null as {{ dbt.type_string() }}) as attributes
from {{ ref('stg_help_scout__conversation_records') }} as records
left join closes on records.source = closes.source and records.ticket_id = closes.ticket_id
where records.type = 'chat'
