-- One row per change of one property of a ticket in the activities, with the value that stood there before.
{% set in_order = 'partition by source, ticket_id, event_type order by occurred_at asc nulls last, _file asc nulls last, _row asc nulls last' -%}
{% set properties = {
    'stage_changed': 'status', 'owner_changed': 'agent_id', 'team_changed': 'group', 'priority_changed': 'priority', 'ticket_type_changed': 'ticket_type',
} -%}
with raw as (
    {{ newest('freshdesk', 'ticket_activities') }}
),

activities as (
    select
        _source as source,
        {{ to_text('ticket_id') }} as ticket_id,
        -- 01-01-2022 09:33:38 +0000
        {{ read_offset("concat(substr(trim(performed_at), 7, 4), '-', substr(trim(performed_at), 4, 2), '-', substr(trim(performed_at), 1, 2), 'T', substr(trim(performed_at), 12, 8), substr(trim(performed_at), 21, 3), ':', right(trim(performed_at), 2))") }} as occurred_at,
        case when lower(trim(performer_type)) = 'user' then {{ to_text('performer_id') }} end as performer_id,
        activity,
        _file,
        _row,
        _bot_agent_ids
    from raw
),

changes as (
    {% for event_type, property in properties.items() -%}
    -- An empty value says that the field was emptied; without its name it was not touched.
    select *, '{{ event_type }}' as event_type, {{ json_text('activity', '$.' ~ property) }} as value
    from activities
    where activity like '%"{{ property }}":%'
    union all
    {% endfor -%}
    {% for flag, set_type in {'spam': 'marked_spam', 'deleted': 'deleted'}.items() -%}
    select *, case when {{ json_text('activity', '$.' ~ flag) }} = 'true' then '{{ set_type }}' else 'restored' end as event_type, cast(null as {{ dbt.type_string() }}) as value
    from activities
    where {{ json_text('activity', '$.' ~ flag) }} in ('true', 'false')
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

worded as (
    select
        changes.*,
        case changes.event_type
            when 'team_changed' then coalesce(teams.team_id, nullif(changes.value, 'No Group'))
            when 'priority_changed' then priorities.priority
            else changes.value
        end as new_value
    from changes
    left join {{ ref('priority_words') }} as priorities on priorities.system = 'freshdesk' and changes.value = priorities.word
    left join (
        select source, team_name, min(team_id) as team_id
        from {{ ref('stg_freshdesk__listed_groups') }}
        group by source, team_name
    ) as teams on changes.source = teams.source and changes.value = teams.team_name
)

select
    *,
    -- Ticket activities are to the second: within one the place in the file tells what came first.
    row_number() over (partition by source, ticket_id, event_type, occurred_at order by _file asc nulls last, _row asc nulls last) - 1 as sequence,
    lag(new_value) over ({{ in_order }}) as old_value,
    row_number() over ({{ in_order }}) as change_number
from worded
