-- One row per ticket with Zendesk's own numbers, in minutes: from the list of metrics, else beside the ticket, else from the CSV.
{% set counts = ['reopens', 'replies', 'assignee_stations', 'group_stations'] -%}
{% set minutes = ['reply_time', 'first_resolution_time', 'full_resolution_time', 'agent_wait_time', 'requester_wait_time', 'on_hold_time'] -%}
with given as (
    select
        _source, 1 as shape, ticket_id, solved_at,
        {% for name in counts %}{{ name }}, {% endfor %}
        {% for name in minutes %}{{ name }}_in_minutes{{ ', ' if not loop.last }}{% endfor %}
    from ({{ newest('zendesk', 'ticket_metrics') }}) as metrics
    {% for table in ['tickets', 'ticket_exports'] -%}
    union all
    select
        _source, {{ loop.index + 1 }} as shape, id as ticket_id, {{ json_text('metric_set', '$.solved_at') }} as solved_at,
        {% for name in counts %}{{ json_text('metric_set', '$.' ~ name) }} as {{ name }}, {% endfor %}
        {% for name in minutes %}{{ json_text('metric_set', '$.' ~ name ~ '_in_minutes') }} as {{ name }}_in_minutes{{ ', ' if not loop.last }}{% endfor %}
    from ({{ newest('zendesk', table) }}) as rows_of_table
    where metric_set is not null
    {% endfor %}
),

numbers as (
    select
        _source as source,
        shape,
        {{ to_text('ticket_id') }} as ticket_id,
        {{ to_instant('solved_at', "'UTC'") }} as solved_at,
        {% for name in counts -%}
        {{ to_integer(name) }} as {{ name }},
        {% endfor -%}
        {% for name in minutes -%}
        try_cast({{ json_text(name ~ '_in_minutes', '$.calendar') }} as double) as {{ name }}_calendar,
        try_cast({{ json_text(name ~ '_in_minutes', '$.business') }} as double) as {{ name }}_business{{ ',' if not loop.last }}
        {% endfor %}
    from given
    union all
    select
        source, 4 as shape, ticket_id, solved_at, {{ counts | join(', ') }},
        {% for name in minutes %}{{ name }}_calendar, {{ name }}_business{{ ', ' if not loop.last }}{% endfor %}
    from {{ ref('stg_zendesk__csv_tickets') }}
)

select *
from (
    select *, row_number() over (partition by source, ticket_id order by shape) as shape_number
    from numbers
) as numbered
where shape_number = 1
