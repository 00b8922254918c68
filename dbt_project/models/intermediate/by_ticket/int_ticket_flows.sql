-- One row per ticket and step of its way through the desk: logged, moved out and in, closed, reopened, removed; at the place (line, team, pipeline) where it counts.
{% set in_order = 'partition by states.source, states.ticket_id order by states.state_number' -%}
{% set place = ['support_line', 'team_id', 'team_name', 'pipeline_id', 'pipeline_name'] -%}
with states as (
    select
        states.source,
        states.ticket_id,
        states.state_number,
        states.started_at,
        states.held_to,
        states.is_closed,
        {% for column in place -%}
        states.{{ column }},
        lag(states.{{ column }}) over ({{ in_order }}) as from_{{ column }},
        {% endfor -%}
        lag(states.is_closed) over ({{ in_order }}) as was_closed,
        tickets.removed_at,
        tickets.is_excluded
    from {{ of_touched('int_ticket_states') }} as states
    inner join {{ of_touched('int_tickets') }} as tickets on states.source = tickets.source and states.ticket_id = tickets.ticket_id
),

kinds as (
    select
        *,
        state_number = 1 as is_logged,
        coalesce(not was_closed, false) and (removed_at is null or started_at <= removed_at) and (
            support_line is distinct from from_support_line or team_id is distinct from from_team_id or pipeline_id is distinct from from_pipeline_id
        ) as is_moved,
        -- Removed and closed at one instant: removed.
        is_closed and not coalesce(was_closed, false) and (removed_at is null or started_at < removed_at) as is_closing,
        coalesce(was_closed and not is_closed, false) and (removed_at is null or started_at < removed_at) as is_reopening,
        -- Open just before it was removed, or removed as it came.
        coalesce(removed_at >= started_at and removed_at < held_to, false)
        and case when started_at < removed_at then not is_closed when state_number > 1 then not was_closed else true end as is_removing
    from states
),

flows as (
    {% for flow, condition, at, prefix in [
        ('logged', 'is_logged', 'started_at', ''), ('moved_out', 'is_moved', 'started_at', 'from_'), ('moved_in', 'is_moved', 'started_at', ''),
        ('closed', 'is_closing', 'started_at', ''), ('reopened', 'is_reopening', 'started_at', ''), ('removed', 'is_removing', 'removed_at', '')
    ] -%}
    select
        source,
        ticket_id,
        is_excluded,
        '{{ flow }}' as flow,
        {{ at }} as flowed_at{% for column in place %},
        {{ prefix }}{{ column }} as {{ column }}{% endfor %}
    from kinds
    where {{ condition }}
    {% if not loop.last %}union all
    {% endif %}
    {%- endfor %}
)

select
    source,
    ticket_id,
    is_excluded,
    flow,
    flowed_at,
    {{ local_date('flowed_at') }} as flow_date,
    {{ place | join(', ') }}
from flows
