-- One row per week and AI agent, from the agent's first week to that of as_of; the week before is cut at the same moment while the week runs.
with events as (
    select source, ai_agent_id, started_at as happened_at, started_date as event_date, 'start' as event, is_settled, is_resolved, is_deflected, feedback, 0 as seconds
    from {{ ref('int_ai_conversations') }}
    where is_handled
    union all
    select source, ai_agent_id, closed_at as happened_at, closed_date as event_date, 'close' as event, is_settled, is_resolved, is_deflected, feedback, customer_agent_resolution_seconds as seconds
    from {{ ref('int_ai_conversations') }}
    where is_handled and closed_at is not null
    union all
    select source, ai_agent_id, feedback_at as happened_at, given_date as event_date, 'feedback' as event, is_settled, is_resolved, is_deflected, feedback, 0 as seconds
    from {{ ref('int_ai_conversations') }}
    where feedback is not null
),

weeks as (
    select distinct week_start_date as period_start_date, {{ add_days('week_start_date', -7) }} as previous_start_date, {{ add_days('week_start_date', 7) }} as next_start_date
    from {{ ref('int_days') }}
),

-- Starts are computed, not looked up: the calendar may begin in the middle of a week.
starts as (
    select
        *,
        {% for name in ['period', 'previous', 'next'] -%}
        {{ local_to_utc("cast(" ~ name ~ "_start_date as timestamp)", "'" ~ reporting_timezone() ~ "'") }} as {{ name }}_start_at{{ ',' if not loop.last }}
        {% endfor %}
    from weeks
),

agents as (
    select source, ai_agent_id, min(started_date) as first_date
    from {{ ref('int_ai_conversations') }}
    where ai_agent_id is not null
    group by source, ai_agent_id
),

grid as (
    select
        sources.source,
        sources.source_system,
        sources.as_of,
        agents.ai_agent_id,
        starts.period_start_date,
        starts.previous_start_date,
        starts.next_start_at > sources.as_of as is_partial,
        -- How far the week has run, added to the start of the week before.
        {{ add_seconds('starts.previous_start_at', seconds_between('starts.period_start_at', 'sources.as_of')) }} as previous_cut_at
    from agents
    inner join {{ ref('int_sources') }} as sources on agents.source = sources.source
    inner join starts on starts.next_start_date > agents.first_date and starts.period_start_date <= sources.last_date
),

counted as (
    {% for prefix, date in [('', 'period_start_date'), ('previous_', 'previous_start_date')] -%}
    select
        grid.source,
        grid.ai_agent_id,
        grid.period_start_date,
        '{{ prefix }}' as part,
        events.event,
        events.is_settled,
        events.is_resolved,
        events.is_deflected,
        events.feedback,
        events.seconds
    from grid
    inner join events
        on grid.source = events.source and grid.ai_agent_id = events.ai_agent_id
        and events.event_date >= grid.{{ date }} and events.event_date < {{ add_days('grid.' ~ date, 7) }}
        {% if prefix %}and (not grid.is_partial or events.happened_at < grid.previous_cut_at){% endif %}
    {% if not loop.last %}union all
    {% endif %}
    {%- endfor %}
)

select
    grid.source,
    grid.source_system,
    grid.ai_agent_id,
    grid.period_start_date,
    grid.as_of,
    grid.is_partial,
    {% for prefix in ['', 'previous_'] -%}
    {%- set this = "counted.part = '" ~ prefix ~ "' and " -%}
    {{ count_if(this ~ "counted.event = 'start'") }} as {{ prefix }}handled_count,
    {{ count_if(this ~ "counted.event = 'start' and counted.is_settled") }} as {{ prefix }}settled_count,
    {{ count_if(this ~ "counted.event = 'start' and counted.is_resolved") }} as {{ prefix }}resolved_count,
    {{ count_if(this ~ "counted.event = 'start' and counted.is_deflected") }} as {{ prefix }}deflected_count,
    {{ count_if(this ~ "counted.event = 'close'") }} as {{ prefix }}customer_agent_closed_count,
    cast(coalesce(sum(case when {{ this }}counted.event = 'close' then counted.seconds end), 0) as bigint) as {{ prefix }}customer_agent_resolution_seconds_sum,
    {{ count_if(this ~ "counted.event = 'feedback' and counted.feedback = 'positive'") }} as {{ prefix }}positive_feedback_count,
    {{ count_if(this ~ "counted.event = 'feedback' and counted.feedback in ('positive', 'negative')") }} as {{ prefix }}rated_feedback_count{{ ',' if not loop.last }}
    {% endfor %}
from grid
left join counted
    on grid.source = counted.source and grid.ai_agent_id = counted.ai_agent_id and grid.period_start_date = counted.period_start_date
group by grid.source, grid.source_system, grid.ai_agent_id, grid.period_start_date, grid.as_of, grid.is_partial
