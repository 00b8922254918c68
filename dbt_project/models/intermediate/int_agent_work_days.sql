-- One row per agent and local date with working hours, availability or handling: how the seconds of the day were used.
with available as (
    select * from {{ ref('int_availability_intervals') }} where status = 'available'
),

staffed as (
    select * from {{ ref('int_availability_intervals') }} where status <> 'offline'
),

-- Each measure is a row of its own; the day sums them.
parts as (
    select source, agent_id, report_date, 'available' as measure, status_seconds as seconds from available
    union all
    select source, agent_id, report_date, 'scheduled' as measure, {{ seconds_between('started_at', 'ended_at') }} as seconds from {{ ref('int_working_hours') }}
    union all
    select source, agent_id, report_date, 'handling' as measure, {{ seconds_between('started_at', 'ended_at') }} as seconds from {{ ref('int_handling_stretches') }}
    {% for measure, first, second in [
        ('within', 'available', ref('int_working_hours')), ('staffed', 'staffed', ref('int_working_hours')),
        ('handling_in_schedule', ref('int_handling_stretches'), ref('int_working_hours')), ('handling_in_available', ref('int_handling_stretches'), 'available')
    ] -%}
    union all
    select source, agent_id, report_date, '{{ measure }}' as measure, seconds from ({{ shared_seconds(first, second) }}) as {{ measure }}
    {% endfor -%}
    union all
    select source, agent_id, report_date, 'handling_total' as measure, {{ seconds_between('started_at', 'ended_at') }} as seconds from {{ ref('int_handling_parts') }}
),

sums as (
    select
        source,
        agent_id,
        report_date,
        {% for measure in ['available', 'scheduled', 'within', 'staffed', 'handling', 'handling_total', 'handling_in_schedule', 'handling_in_available'] -%}
        cast(coalesce(sum(case when measure = '{{ measure }}' then seconds end), 0) as bigint) as {{ measure }}_seconds{{ ',' if not loop.last }}
        {% endfor %}
    from parts
    group by source, agent_id, report_date
),

bases as (
    select
        source,
        agent_id,
        report_date,
        {% for basis in ['active_time', 'handling_time', 'time_entry', 'estimate'] -%}
        max(case when handling_basis = '{{ basis }}' then '/{{ basis }}' else '' end) as has_{{ basis }}{{ ',' if not loop.last }}
        {% endfor %}
    from {{ ref('int_handling_parts') }}
    group by source, agent_id, report_date
)

select
    days.source,
    days.source_system,
    days.agent_id,
    days.agent_name,
    days.team_id,
    days.team_name,
    days.report_date,
    nullif(substr(concat(bases.has_active_time, bases.has_handling_time, bases.has_time_entry, bases.has_estimate), 2), '') as handling_basis,
    days.has_availability,
    days.has_handling,
    calendars.calendar_id is not null as has_working_hours,
    -- No export of working hours, or of availability: their seconds are unknown, not 0.
    case when sources.knows_schedules then sums.scheduled_seconds end as scheduled_seconds,
    case when sources.knows_availability then sums.available_seconds end as available_seconds,
    sums.within_seconds,
    case when sources.knows_schedules and sources.knows_availability then sums.staffed_seconds end as staffed_seconds,
    sums.handling_seconds,
    sums.handling_total_seconds,
    case when sources.knows_schedules then sums.handling_in_schedule_seconds end as handling_in_schedule_seconds,
    case when sources.knows_availability then sums.handling_in_available_seconds end as handling_in_available_seconds,
    days.as_of
from sums
inner join {{ ref('int_agent_days') }} as days
    on sums.source = days.source and sums.agent_id = days.agent_id and sums.report_date = days.report_date
inner join {{ ref('int_sources') }} as sources on sums.source = sources.source
left join {{ ref('int_calendars') }} as calendars
    on sums.source = calendars.source and concat('agent/', sums.agent_id) = calendars.calendar_id
left join bases on sums.source = bases.source and sums.agent_id = bases.agent_id and sums.report_date = bases.report_date
