-- One row per weekly window of a calendar; calendars are named by whom they hold for: schedule/<id>, team/<id>, agent/<id>, account/.
with windows as (
    select
        source,
        subject_type,
        coalesce(subject_id, '') as subject_id,
        schedule_id,
        time_zone,
        day_of_week,
        {{ clock_seconds('start_time') }} as start_seconds,
        -- Not after its start: it runs into the next date.
        {{ clock_seconds('end_time') }} + case when {{ clock_seconds('end_time') }} <= {{ clock_seconds('start_time') }} then 86400 else 0 end as end_seconds,
        valid_from_date,
        valid_to_date
    from {{ ref('all_schedules') }}
),

workers as (
    select source, agent_id from {{ ref('all_availability_intervals') }}
    union distinct
    select source, agent_id from {{ ref('all_handling_intervals') }}
    union distinct
    select source, author_id as agent_id from {{ ref('all_messages') }} where author_type = 'agent' and author_id is not null
),

subjects as (
    select distinct source, subject_type, subject_id
    from windows
),

-- An agent's hours are the agent's own, else the team's, else the account's.
holders as (
    select
        workers.source,
        workers.agent_id,
        case when own.source is not null then 'agent' when teams.source is not null then 'team' else 'account' end as subject_type,
        agents.team_id
    from workers
    left join {{ ref('all_agents') }} as agents on workers.source = agents.source and workers.agent_id = agents.agent_id
    left join subjects as own on workers.source = own.source and own.subject_type = 'agent' and workers.agent_id = own.subject_id
    left join subjects as teams on workers.source = teams.source and teams.subject_type = 'team' and agents.team_id = teams.subject_id
)

{% set window = ['source', 'schedule_id', 'time_zone', 'day_of_week', 'start_seconds', 'end_seconds', 'valid_from_date', 'valid_to_date'] -%}
select concat('schedule/', schedule_id) as calendar_id, {{ window | join(', ') }}
from windows
where subject_type in ('ticket', 'account')

union all

select concat(subject_type, '/', subject_id) as calendar_id, {{ window | join(', ') }}
from windows
where subject_type in ('account', 'team')

union all

select concat('agent/', holders.agent_id) as calendar_id, windows.{{ window | join(', windows.') }}
from holders
inner join windows
    on holders.source = windows.source and holders.subject_type = windows.subject_type
    and windows.subject_id = case holders.subject_type when 'agent' then holders.agent_id when 'team' then holders.team_id else '' end
