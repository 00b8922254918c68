-- One row per conversation whose contact was asked for a rating.
with ratings as (
    select
        source,
        ticket_id,
        {{ epoch_instant(json_text('conversation_rating', '$.created_at')) }} as requested_at,
        {{ epoch_instant(json_text('conversation_rating', '$.updated_at')) }} as updated_at,
        {{ json_text('conversation_rating', '$.rating') }} as rating,
        {{ to_text(json_text('conversation_rating', '$.remark')) }} as remark,
        coalesce({{ json_text('conversation_rating', '$.contact.id') }}, customer_id) as customer_id,
        -- The AI agent and the bot are rated on their own.
        case when {{ json_text('conversation_rating', '$.teammate.type') }} = 'admin' then nullif({{ json_text('conversation_rating', '$.teammate.id') }}, '0') end as agent_id
    from {{ ref('stg_intercom__conversation_records') }}
),

given as (
    select source, ticket_id, max(created_at) as given_at
    from {{ ref('stg_intercom__parts') }}
    where part_type in ('conversation_rating_changed', 'conversation_rating_remark_added')
    group by source, ticket_id
)

select
    ratings.source,
    ratings.ticket_id,
    ratings.requested_at,
    coalesce(ratings.updated_at, given.given_at, ratings.requested_at) as answered_at,
    ratings.rating,
    ratings.remark,
    ratings.customer_id,
    ratings.agent_id
from ratings
left join given on ratings.source = given.source and ratings.ticket_id = given.ticket_id
where ratings.requested_at is not null
