-- One row per owner, and per actor of the conversations that is no owner: AI agents (L-), bots (B-), users without an owner (A-).
with owner_teams as (
    select source, owner_id, {{ json_items_in_order('teams', '$', 'place', 'team') }}
    from {{ ref('stg_hubspot__owners') }}
),

main_teams as (
    select source, owner_id, {{ to_text(json_text('team', '$.id')) }} as team_id,
        row_number() over (
            partition by source, owner_id order by case when {{ to_boolean(json_text('team', '$.primary'), 'false') }} then 0 else 1 end, place
        ) as team_number
    from owner_teams
),

authors as (
    select source, coalesce(author_id, '') as agent_id, author_type as agent_type, cast(null as {{ dbt.type_string() }}) as agent_name
    from {{ ref('stg_hubspot__thread_entries') }}
    where author_type in ('agent', 'ai_agent', 'bot') and author_id is not null
    union all
    -- Whoever a CRM export names as an owner and no page knows.
    select source, owner_id as agent_id, 'agent' as agent_type, owner_name as agent_name
    from {{ ref('stg_hubspot__tickets_labelled') }}
    where owner_id = owner_name
),

actors as (
    {{ newest('hubspot', 'actors') }}
),

others as (
    select
        authors.source,
        authors.agent_id,
        coalesce(max({{ to_text('actors.name') }}), max(authors.agent_name)) as agent_name,
        max(case authors.agent_type when 'agent' then 'human' else authors.agent_type end) as agent_type
    from authors
    left join actors on authors.source = actors._source and authors.agent_id = trim(actors.id)
    left join {{ ref('stg_hubspot__owners') }} as owners on authors.source = owners.source and authors.agent_id = owners.owner_id
    where owners.owner_id is null
    group by authors.source, authors.agent_id
)

select
    owners.source,
    owners.owner_id as agent_id,
    owners.owner_name as agent_name,
    {{ role('owners.owner_type', 'owners.owner_id') }} as agent_type,
    main_teams.team_id,
    users.time_zone,
    owners.is_active,
    cast(null as {{ dbt.type_string() }}) as attributes
from {{ ref('stg_hubspot__owners') }} as owners
left join main_teams on owners.source = main_teams.source and owners.owner_id = main_teams.owner_id and main_teams.team_number = 1
left join {{ ref('stg_hubspot__user_settings') }} as users on owners.source = users.source and owners.owner_id = users.agent_id
union all
select
    source,
    agent_id,
    agent_name,
    agent_type,
    cast(null as {{ dbt.type_string() }}) as team_id,
    cast(null as {{ dbt.type_string() }}) as time_zone,
    true as is_active,
    cast(null as {{ dbt.type_string() }}) as attributes
from others
