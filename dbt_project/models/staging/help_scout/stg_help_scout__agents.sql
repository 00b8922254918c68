-- One row per user: those of the list, and whoever else wrote or was assigned. Who is not in the list any more has left.
with users as (
    {{ newest('help_scout', 'users') }}
),

named as (
    select source, author_id as agent_id, author_name as agent_name, author_type
    from {{ ref('stg_help_scout__threads') }}
    where author_type in ('agent', 'bot', 'ai_agent')
    union all
    select source, assigned_id as agent_id, cast(null as {{ dbt.type_string() }}) as agent_name, 'agent' as author_type
    from {{ ref('stg_help_scout__threads') }}
    where coalesce(assigned_word, 'user') <> 'team'
    union all
    -- The CSV names users, and says nothing about who has left.
    select source, owner_id as agent_id, case when ticket_id like '#%' then owner_id end as agent_name, case when ticket_id like '#%' then 'exported' else 'agent' end as author_type
    from {{ ref('stg_help_scout__tickets') }}
    union all
    select _source, trim(id) as agent_id, cast(null as {{ dbt.type_string() }}) as agent_name, {{ role("'agent'", 'trim(id)') }} as author_type
    from users
    union all
    select _source, trim(user_id) as agent_id, cast(null as {{ dbt.type_string() }}) as agent_name, 'agent' as author_type
    from ({{ newest('help_scout', 'user_statuses') }}) as statuses
),

agents as (
    select
        source,
        agent_id,
        max(agent_name) as agent_name,
        max(case author_type when 'ai_agent' then 2 when 'bot' then 1 else 0 end) as kind,
        max(case when author_type = 'exported' then 1 else 0 end) = 1 as is_exported
    from named
    where agent_id is not null
    group by source, agent_id
),

members as (
    select
        _source as source,
        coalesce({{ text_part('self', 'teams/([0-9]+)') }}, {{ text_part('_file', 'team_([0-9]+)_') }}, {{ text_part('_file', 'members_([0-9]+)') }}) as team_id,
        {{ json_items('members') }} as member
    from ({{ newest('help_scout', 'team_member_pages') }}) as pages
),

-- Help Scout knows no main team.
main_teams as (
    select source, {{ json_text('member', '$.id') }} as agent_id, min(team_id) as team_id
    from members
    group by source, {{ json_text('member', '$.id') }}
)

select
    agents.source,
    agents.agent_id,
    coalesce({{ to_text("concat(coalesce(users.first_name, ''), ' ', coalesce(users.last_name, ''))") }}, agents.agent_name) as agent_name,
    case agents.kind when 2 then 'ai_agent' when 1 then 'bot' else 'human' end as agent_type,
    main_teams.team_id,
    {{ to_text('users.timezone') }} as time_zone,
    agents.kind > 0 or agents.is_exported or users.id is not null or lists._source is null as is_active,
    cast(null as {{ dbt.type_string() }}) as attributes
from agents
left join users on agents.source = users._source and agents.agent_id = trim(users.id)
left join (select distinct listed._source from users as listed) as lists on agents.source = lists._source
left join main_teams on agents.source = main_teams.source and agents.agent_id = main_teams.agent_id
