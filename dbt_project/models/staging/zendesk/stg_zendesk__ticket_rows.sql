-- One row per ticket of any export: the newest version from the API, else from the JSON export, else from the CSV.
{% set ids = ['requester', 'submitter', 'assignee', 'group'] -%}
{% set words = ['url', 'subject', 'type', 'priority', 'status', 'custom_status_id', 'ticket_form_id', 'brand_id', 'tags', 'via', 'slas'] -%}
with api as (
    {{ newest('zendesk', 'tickets') }}
),

exports as (
    {{ newest('zendesk', 'ticket_exports') }}
),

given as (
    select
        _source, 1 as shape, id, created_at, description, due_at,
        {% for name in ids %}{{ name }}_id, {% endfor %}
        {{ words | join(', ') }}
    from api
    union all
    select
        _source, 2 as shape, id, created_at, description, due_at,
        {% for name in ids %}coalesce({{ name }}_id, {{ json_text(adapter.quote(name), '$.id') }}) as {{ name }}_id, {% endfor %}
        {{ words | join(', ') }}
    from exports
),

rows_given as (
    select
        _source as source,
        shape,
        {{ to_text('id') }} as ticket_id,
        {{ to_instant('created_at', "'UTC'") }} as created_at,
        {{ to_instant('due_at', "'UTC'") }} as due_at,
        {% for name in ids -%}
        {{ to_text(name ~ '_id') }} as {{ name }}_id,
        {% endfor -%}
        {% for name in words if name not in ('tags', 'via', 'slas', 'status', 'subject') -%}
        {{ to_text(name) }} as {{ name }},
        {% endfor -%}
        lower({{ to_text('status') }}) as status,
        -- A permanently deleted ticket keeps its row, without what was in it.
        case when status = 'deleted' and subject = 'SCRUBBED' and description = 'X' then null else {{ to_text('subject') }} end as subject,
        tags,
        slas,
        {{ json_text('via', '$.channel') }} as via_channel,
        {{ json_text('via', '$.source.rel') }} as via_rel,
        {{ json_text('via', '$.source.from.ticket_id') }} as via_ticket_id
    from given
    union all
    select
        source, 3 as shape, ticket_id, created_at, due_at, requester_id, submitter_id, assignee_id, group_id,
        cast(null as {{ dbt.type_string() }}) as url, type, priority, cast(null as {{ dbt.type_string() }}) as custom_status_id,
        cast(null as {{ dbt.type_string() }}) as ticket_form_id, cast(null as {{ dbt.type_string() }}) as brand_id,
        status, subject, tags, cast(null as {{ dbt.type_string() }}) as slas, via_channel,
        cast(null as {{ dbt.type_string() }}) as via_rel, cast(null as {{ dbt.type_string() }}) as via_ticket_id
    from {{ ref('stg_zendesk__csv_tickets') }}
),

numbered as (
    select *, row_number() over (partition by source, ticket_id order by shape) as shape_number
    from rows_given
)

select
    numbered.*,
    coalesce({{ json_list_has('tags', "'closed_by_merge'") }}, false) as is_merged,
    sources.bot_agent_ids as _bot_agent_ids
from numbered
inner join {{ ref('stg_lake__sources') }} as sources on numbered.source = sources.source
where numbered.shape_number = 1
