-- One row per conversation of the reporting data export; teammates are the known ones where a name is that of one only.
with raw as (
    {{ newest('intercom', 'conversation_export') }}
),

{% for column, table in [('teammate', 'admins'), ('team', 'teams')] -%}
{{ table }} as (
    select _source, {{ to_text('name') }} as {{ column }}_name, min(trim(id)) as {{ column }}_id
    from ({{ newest('intercom', table) }}) as {{ table }}
    group by _source, {{ to_text('name') }}
    having count(*) = 1
){{ ',' if not loop.last }}

{% endfor %}
select
    raw._source as source,
    trim(raw.conversation_id) as ticket_id,
    {{ to_instant('raw.conversation_started_at', 'raw._time_zone') }} as created_at,
    lower({{ to_text('raw.conversation_started_by') }}) as started_by,
    lower({{ to_text('raw.conversation_state') }}) as state,
    coalesce(admins.teammate_id, {{ to_text('raw.currently_assigned_teammate_id') }}) as owner_id,
    {{ to_text('raw.currently_assigned_teammate_id') }} as owner_name,
    coalesce(teams.team_id, {{ to_text('raw.currently_assigned_team_id') }}) as team_id,
    {{ to_text('raw.currently_assigned_team_id') }} as team_name,
    lower({{ to_text('raw.channel') }}) as source_type,
    {{ to_text('raw.user_id') }} as customer_id,
    {{ to_instant('raw.first_teammate_reply_at', 'raw._time_zone') }} as first_replied_at,
    {{ to_instant('raw.last_closed_at', 'raw._time_zone') }} as closed_at
from raw
left join admins on raw._source = admins._source and {{ to_text('raw.currently_assigned_teammate_id') }} = admins.teammate_name
left join teams on raw._source = teams._source and {{ to_text('raw.currently_assigned_team_id') }} = teams.team_name
