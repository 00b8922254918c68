-- One row per exception and calendar that it touches.
with exceptions as (
    select
        source,
        subject_type,
        coalesce(subject_id, '') as subject_id,
        exception_type,
        {{ add_seconds('cast(start_date as timestamp)', clock_seconds("coalesce(start_time, '00:00')")) }} as local_start,
        {{ add_seconds('cast(end_date as timestamp)', clock_seconds("coalesce(end_time, '24:00')")) }} as local_end
    from {{ ref('all_schedule_exceptions') }}
),

-- A team's exceptions are its agents' too.
subjects as (
    select distinct source, calendar_id, 'schedule' as subject_type, schedule_id as subject_id from {{ ref('int_calendar_windows') }}
    union all
    select source, calendar_id, 'account' as subject_type, '' as subject_id from {{ ref('int_calendars') }}
    union all
    select source, calendar_id, 'team' as subject_type, substr(calendar_id, 6) as subject_id from {{ ref('int_calendars') }} where calendar_id like 'team/%'
    union all
    select source, calendar_id, 'agent' as subject_type, substr(calendar_id, 7) as subject_id from {{ ref('int_calendars') }} where calendar_id like 'agent/%'
    union all
    select agents.source, concat('agent/', agents.agent_id) as calendar_id, 'team' as subject_type, agents.team_id as subject_id
    from {{ ref('all_agents') }} as agents
    where agents.team_id is not null
)

select
    calendars.source,
    calendars.calendar_id,
    exceptions.exception_type,
    {{ local_to_utc('exceptions.local_start', 'calendars.time_zone') }} as started_at,
    {{ local_to_utc('exceptions.local_end', 'calendars.time_zone') }} as ended_at
from exceptions
inner join subjects
    on exceptions.source = subjects.source and exceptions.subject_type = subjects.subject_type and exceptions.subject_id = subjects.subject_id
inner join {{ ref('int_calendars') }} as calendars
    on subjects.source = calendars.source and subjects.calendar_id = calendars.calendar_id
