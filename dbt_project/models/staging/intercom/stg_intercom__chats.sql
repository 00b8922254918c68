-- One row per conversation that a contact began in the Messenger: the session lasts until it is first closed.
with closes as (
    select source, ticket_id, min(created_at) as closed_at
    from {{ ref('stg_intercom__parts') }}
    where part_type = 'close'
    group by source, ticket_id
)

select
    records.source,
    records.ticket_id as chat_id,
    records.ticket_id,
    coalesce(records.customer_id, records.author_id) as customer_id,
    cast(null as {{ dbt.type_string() }}) as owner_id,
    cast(null as {{ dbt.type_string() }}) as team_id,
    records.created_at as started_at,
    cast(null as timestamp) as first_any_reply_at,
    records.first_admin_reply_at as first_human_reply_at,
    coalesce(closes.closed_at, case when records.state = 'closed' then records.last_close_at end) as ended_at,
    false as is_missed,
    cast(null as {{ dbt.type_string() }}) as attributes
from {{ ref('stg_intercom__conversation_records') }} as records
left join closes on records.source = closes.source and records.ticket_id = closes.ticket_id
where records.source_type = 'conversation' and records.delivered_as = 'customer_initiated'
