-- One row per turn of an assignee on an issue: merged cells carried down first, then the newest version.
{% set once = ['no', 'project', 'reporter', 'type', 'priority'] -%}
with raw as (
    select
        {% for column in ['_source', '_load_id', '_file', '_row', 'id', 'turn_no', 'assignee', 'started', 'ended'] + once -%}
        turns.{{ column }},
        {% endfor -%}
        loads.exported_at as _exported_at,
        loads.time_zone as _time_zone,
        loads.bot_agent_ids as _bot_agent_ids,
        -- A row that names an issue begins it; the rows below belong to it.
        count(turns.id) over (
            partition by turns._load_id, turns._file order by turns._row rows between unbounded preceding and current row
        ) as issue_number
    from {{ source('jira_service_management', 'assignee_turns') }} as turns
    inner join {{ ref('stg_lake__loads') }} as loads on turns._load_id = loads.load_id
),

filled as (
    select
        _source as source,
        -- Spreadsheets write 7 or 7.0.
        regexp_replace(trim(max(id) over (partition by _load_id, _file, issue_number)), '[.]0+$', '') as ticket_id,
        {% for column in once -%}
        max({{ column }}) over (partition by _load_id, _file, issue_number) as issue_{{ column }},
        {% endfor -%}
        try_cast(turn_no as bigint) as turn_number,
        {{ to_text('assignee') }} as owner_id,
        {{ to_instant('started') }} as started_at,
        {{ to_instant('ended') }} as ended_at,
        _exported_at,
        _file,
        _row,
        _bot_agent_ids
    from raw
    where issue_number > 0
),

numbered as (
    select
        *,
        row_number() over (
            partition by source, ticket_id, turn_number
            order by _exported_at desc nulls last, _file desc nulls last, _row desc nulls last
        ) as version_number
    from filled
)

select
    source,
    ticket_id,
    turn_number,
    {{ to_text('issue_project') }} || '-' || {{ to_text('issue_no') }} as ticket_number,
    {{ to_text('issue_project') }} as pipeline_id,
    {{ to_text('issue_reporter') }} as customer_id,
    {{ to_text('issue_type') }} as ticket_type,
    {{ to_text('issue_priority') }} as priority,
    owner_id,
    lag(owner_id) over (partition by source, ticket_id order by turn_number) as old_owner_id,
    row_number() over (partition by source, ticket_id order by turn_number desc) as turn_number_back,
    min(started_at) over (partition by source, ticket_id) as first_started_at,
    started_at,
    ended_at,
    _bot_agent_ids
from numbered
where version_number = 1
