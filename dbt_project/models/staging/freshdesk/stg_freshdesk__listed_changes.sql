-- One row per property of a ticket that an activity changed, with its new value as Freshdesk writes it.
{{ merged_by('ticket_id', {'ticket_activities': to_text('ticket_id')}) }}
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
        _file as raw_file,
        _row,
        _bot_agent_ids
    from raw
)

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
