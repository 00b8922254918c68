-- One row per user who is no customer, and per bot without a user of its own.
with groups as (
    {{ salesforce_records('groups') }}
),

members as (
    {{ salesforce_records('group_members') }}
),

teams as (
    select _source as source, {{ salesforce_id('id') }} as team_id, {{ to_text('type') }} as group_type
    from groups
    where type in ('Queue', 'Regular')
),

-- Of several groups the first queue by its id is the main one: the export does not say which.
main_teams as (
    select source, user_id, team_id
    from (
        select
            members._source as source,
            {{ salesforce_id('members.userorgroupid') }} as user_id,
            teams.team_id,
            row_number() over (
                partition by members._source, {{ salesforce_id('members.userorgroupid') }} order by teams.group_type asc, teams.team_id asc
            ) as team_number
        from members
        inner join teams on members._source = teams.source and {{ salesforce_id('members.groupid') }} = teams.team_id
    ) as numbered
    where team_number = 1
)

select
    users.source,
    users.user_id as agent_id,
    users.user_name as agent_name,
    case users.user_kind when 'agent' then 'human' when 'ai_agent' then 'ai_agent' else 'bot' end as agent_type,
    main_teams.team_id,
    users.time_zone,
    users.is_active,
    cast(null as {{ dbt.type_string() }}) as attributes
from {{ ref('stg_salesforce__users') }} as users
left join main_teams on users.source = main_teams.source and users.user_id = main_teams.user_id
where users.user_kind <> 'customer'

union all

select
    bots.source,
    bots.bot_id as agent_id,
    bots.bot_name as agent_name,
    bots.bot_kind as agent_type,
    cast(null as {{ dbt.type_string() }}) as team_id,
    cast(null as {{ dbt.type_string() }}) as time_zone,
    true as is_active,
    cast(null as {{ dbt.type_string() }}) as attributes
from {{ ref('stg_salesforce__bots') }} as bots
left join {{ ref('stg_salesforce__users') }} as users on bots.source = users.source and bots.bot_id = users.user_id
where users.user_id is null
