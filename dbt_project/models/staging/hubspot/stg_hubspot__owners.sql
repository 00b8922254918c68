-- One row per owner (a person or a queue, deactivated or not), with the id that the same person has as a user.
with raw as (
    {{ newest('hubspot', 'owners') }}
)

select
    _source as source,
    {{ to_text('id') }} as owner_id,
    -- A deactivated owner has no userId any more.
    coalesce({{ to_text('userId') }}, {{ to_text('userIdIncludingInactive') }}) as user_id,
    {{ to_text("concat(coalesce(firstName, ''), ' ', coalesce(lastName, ''))") }} as owner_name,
    case when upper({{ to_text('type') }}) = 'QUEUE' then 'queue' else 'human' end as owner_type,
    not {{ to_boolean('archived', 'false') }} as is_active,
    teams,
    _bot_agent_ids
from raw
