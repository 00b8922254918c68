-- One row per ticket and stretch of time in which stage, pipeline, owner, team, support line and calendar stay as they are.
{% set in_order = "partition by source, ticket_id order by changed_at asc nulls last, occurred_at asc nulls last, sequence asc nulls last, event_type asc nulls last" -%}
with carried as (
    select
        source,
        ticket_id,
        changed_at as started_at,
        lead(changed_at) over ({{ in_order }}) as ended_at,
        {% for column in ['stage_id', 'pipeline_id', 'owner_id', 'team_id', 'schedule_id', 'support_line', 'openness', 'actor_type', 'actor_id'] -%}
        nullif({{ last_known(column, in_order) }}, '') as {{ column }}{{ ',' if not loop.last }}
        {% endfor %}
    from {{ of_touched('int_ticket_changes') }}
),

numbered as (
    select
        *,
        row_number() over (partition by source, ticket_id order by started_at) as state_number
    from carried
    -- Of several changes at one instant the last holds; the others lasted no time.
    where ended_at is null or ended_at > started_at
)

select
    states.source,
    states.ticket_id,
    states.state_number,
    states.started_at,
    states.ended_at,
    -- Bounds for look-ups: the first state also holds for what came before the ticket.
    case when states.state_number = 1 then cast('1900-01-01' as timestamp) else states.started_at end as held_from,
    coalesce(states.ended_at, cast('9999-12-31' as timestamp)) as held_to,
    states.stage_id,
    stages.stage_name,
    stages.status_category,
    coalesce(stages.pipeline_id, states.pipeline_id) as pipeline_id,
    pipelines.pipeline_name,
    states.owner_id,
    owners.agent_name as owner_name,
    states.team_id,
    teams.team_name,
    coalesce(try_cast(states.support_line as bigint), teams.support_line) as support_line,
    coalesce(ticket_calendars.calendar_id, team_calendars.calendar_id, account_calendars.calendar_id) as calendar_id,
    case states.openness
        when 'open' then false
        when 'closed' then true
        else coalesce(stages.status_category = 'closed', false)
    end as is_closed,
    states.openness = 'stages' as has_stage_history,
    -- Closed, but neither the stages nor the export say since when.
    states.openness = 'unknown' and coalesce(stages.status_category = 'closed', false) as is_close_unknown,
    states.actor_type as stage_actor_type,
    states.actor_id as stage_actor_id
from numbered as states
inner join {{ ref('int_sources') }} as sources on states.source = sources.source
left join {{ ref('all_stages') }} as stages on states.source = stages.source and states.stage_id = stages.stage_id
left join {{ ref('int_pipelines') }} as pipelines
    on states.source = pipelines.source and coalesce(stages.pipeline_id, states.pipeline_id) = pipelines.pipeline_id
left join {{ ref('all_agents') }} as owners on states.source = owners.source and states.owner_id = owners.agent_id
left join {{ ref('all_teams') }} as teams on states.source = teams.source and states.team_id = teams.team_id
-- The ticket's calendar, else its team's, else the account's.
left join {{ ref('int_calendars') }} as ticket_calendars
    on states.source = ticket_calendars.source
    and concat('schedule/', coalesce(states.schedule_id, sources.default_schedule_id, '')) = ticket_calendars.calendar_id
left join {{ ref('int_calendars') }} as team_calendars
    on states.source = team_calendars.source and concat('team/', coalesce(states.team_id, '')) = team_calendars.calendar_id
left join {{ ref('int_calendars') }} as account_calendars
    on states.source = account_calendars.source and account_calendars.calendar_id = 'account/'
