-- One row per conversation of the API, its newest version; an answer for a single one wins over a list of the same version.
{{ merged_by('ticket_id', {
    'conversation_details': 'trim(id)',
    'conversations': 'trim(id)',
}) }}
{% set numbers = ['first_admin_reply_at', 'first_contact_reply_at', 'last_close_at'] -%}
with versions as (
    {% for table in ['conversation_details', 'conversations'] -%}
    select
        {{ loop.index }} as place,
        _source,
        {% for column in ['id', 'title', 'created_at', 'updated_at', 'state', 'priority', 'admin_assignee_id', 'team_assignee_id', 'source', 'contacts', 'first_contact_reply', 'statistics', 'conversation_rating', 'custom_attributes', 'ai_agent', 'ai_agent_participated', '_exported_at', '_bot_agent_ids'] -%}
        {{ column }}{{ ' as origin' if column == 'source' }}{{ ',' if not loop.last }}
        {% endfor %}
    from ({{ newest('intercom', table) }}) as {{ table }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

numbered as (
    select
        *,
        row_number() over (partition by _source, trim(id) order by updated_at desc nulls last, _exported_at desc nulls last, place asc) as version_number
    from versions
)

select
    _source as source,
    trim(id) as ticket_id,
    {{ to_text('title') }} as title,
    {{ to_text(json_text('origin', '$.subject')) }} as subject,
    {{ epoch_instant('created_at') }} as created_at,
    state,
    nullif({{ to_text('priority') }}, 'none') as priority,
    nullif({{ to_text('admin_assignee_id') }}, '0') as owner_id,
    nullif({{ to_text('team_assignee_id') }}, '0') as team_id,
    {{ json_text('origin', '$.type') }} as source_type,
    {{ json_text('origin', '$.delivered_as') }} as delivered_as,
    {{ role(intercom_role('origin'), json_text('origin', '$.author.id')) }} as author_type,
    {{ json_text('origin', '$.author.id') }} as author_id,
    {{ json_text('origin', '$.author.name') }} as author_name,
    {{ json_text('contacts', '$.contacts[0].id') }} as customer_id,
    {% for number in numbers -%}
    {{ epoch_instant(json_text('statistics', '$.' ~ number)) }} as {{ number }},
    {% endfor -%}
    coalesce({{ epoch_instant(json_text('first_contact_reply', '$.created_at')) }}, {{ epoch_instant(json_text('statistics', '$.first_contact_reply_at')) }}) is not null as has_contact_reply,
    statistics,
    conversation_rating,
    nullif(custom_attributes, '{}') as custom_attributes,
    ai_agent,
    {{ to_boolean('ai_agent_participated') }} as is_ai_agent_used
from numbered
where version_number = 1
