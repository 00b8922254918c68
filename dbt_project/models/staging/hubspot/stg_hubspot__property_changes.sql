-- One row per change of a tracked property of a ticket, from the histories of all deliveries: HubSpot keeps only so many versions of a property.
{{ merged_by('ticket_id', {'tickets': to_text('id')}) }}
{% set tracked = ['hs_pipeline_stage', 'hs_pipeline', 'hubspot_owner_id', 'hubspot_team_id', 'hs_ticket_priority', 'hs_ticket_category', 'hs_merged_object_ids'] -%}
with pages as (
    select
        tickets._source as source,
        {{ to_text('tickets.id') }} as ticket_id,
        tickets.{{ adapter.quote('propertiesWithHistory') }} as histories,
        loads.bot_agent_ids as _bot_agent_ids
    from {{ rows_to_read('hubspot', 'tickets') }} as tickets
    inner join {{ ref('stg_lake__loads') }} as loads on tickets._load_id = loads.load_id and tickets._file = loads.file
    where tickets.{{ adapter.quote('propertiesWithHistory') }} is not null
),

items as (
    {% for property in tracked -%}
    select source, ticket_id, '{{ property }}' as property, _bot_agent_ids, {{ json_items_in_order('histories', '$.' ~ property) }}
    from pages
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

versions as (
    select
        source,
        ticket_id,
        property,
        _bot_agent_ids,
        place,
        {{ to_text(json_text('item', '$.value')) }} as given_value,
        {{ to_instant(json_text('item', '$.timestamp'), "'UTC'") }} as changed_at,
        -- The user stands in one of two places; rules and programs name none.
        coalesce(
            {{ to_text(json_text('item', '$.updatedByUserId')) }},
            {{ text_part(json_text('item', '$.sourceId'), 'userId:([0-9]+)') }}
        ) as user_id
    from items
),

-- The same version comes with each page that was polled; newest first, so that a higher place is older.
known as (
    select source, ticket_id, property, given_value, changed_at, max(place) as place, max(user_id) as user_id, max(_bot_agent_ids) as _bot_agent_ids
    from versions
    where changed_at is not null
    group by source, ticket_id, property, given_value, changed_at
),

ordered as (
    select
        *,
        -- Several categories may be ticked: the first is the ticket's type.
        case when property = 'hs_ticket_category' then {{ text_part('given_value', '^([^;]+)') }} else given_value end as new_value,
        row_number() over (partition by source, ticket_id, property order by changed_at asc, place desc) as version_number
    from known
),

compared as (
    select *, lag(new_value) over (partition by source, ticket_id, property order by version_number) as old_value
    from ordered
)

select source, ticket_id, property, old_value, new_value, changed_at, version_number, user_id, _bot_agent_ids
from compared
where new_value is distinct from old_value
