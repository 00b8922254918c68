-- One row per ticket of the CSV export, its names looked up among people and groups; a name that is nobody's or two people's stays.
{% set quoted = {'ticket_id': 'Id', 'requester_id': 'Requester id', 'requester_name': 'Requester', 'submitter_name': 'Submitter', 'assignee_name': 'Assignee', 'group_name': 'Group',
    'subject': 'Subject', 'tag_words': 'Tags', 'status_word': 'Status', 'priority_word': 'Priority', 'via_channel': 'Via', 'type_word': 'Ticket type', 'organization_name': 'Organization'} -%}
{% set instants = {'created_at': 'Created at', 'due_at': 'Due date', 'solved_at': 'Solved at'} -%}
{% set counts = {'group_stations': 'Group stations', 'assignee_stations': 'Assignee stations', 'reopens': 'Reopens', 'replies': 'Replies'} -%}
{% set minutes = {'reply_time': 'First reply time', 'first_resolution_time': 'First resolution time', 'full_resolution_time': 'Full resolution time',
    'agent_wait_time': 'Agent wait time', 'requester_wait_time': 'Requester wait time', 'on_hold_time': 'On hold time'} -%}
with raw as (
    {{ newest('zendesk', 'ticket_csv') }}
),

lines as (
    select
        _source as source,
        {% for name, column in quoted.items() -%}
        nullif({{ to_text(adapter.quote(column)) }}, '-') as {{ name }},
        {% endfor -%}
        {% for name, column in instants.items() -%}
        {{ to_instant(adapter.quote(column)) }} as {{ name }},
        {% endfor -%}
        {% for name, column in counts.items() -%}
        {{ to_integer(adapter.quote(column)) }} as {{ name }},
        {% endfor -%}
        {% for name, column in minutes.items() -%}
        try_cast({{ adapter.quote(column ~ ' in minutes') }} as double) as {{ name }}_calendar,
        try_cast({{ adapter.quote(column ~ ' in minutes within business hours') }} as double) as {{ name }}_business{{ ',' if not loop.last }}
        {% endfor %}
    from raw
),

people as (
    select source, name, min(user_id) as user_id
    from {{ ref('stg_zendesk__users') }}
    where role <> 'end-user'
    group by source, name
    having count(*) = 1
),

teams as (
    select source, name, min(group_id) as group_id
    from {{ ref('stg_zendesk__groups') }}
    group by source, name
    having count(*) = 1
)

select
    lines.*,
    -- The CSV has labels where the API has words.
    replace(lower(lines.status_word), 'on-hold', 'hold') as status,
    lower(lines.priority_word) as priority,
    lower(lines.type_word) as type,
    case when lines.submitter_name = lines.requester_name then lines.requester_id else coalesce(submitters.user_id, lines.submitter_name) end as submitter_id,
    coalesce(assignees.user_id, lines.assignee_name) as assignee_id,
    coalesce(teams.group_id, lines.group_name) as group_id,
    -- Tags hold no blanks and no quotes.
    '["' || replace(lines.tag_words, ' ', '","') || '"]' as tags
from lines
left join people as assignees on lines.source = assignees.source and lines.assignee_name = assignees.name
left join people as submitters on lines.source = submitters.source and lines.submitter_name = submitters.name
left join teams on lines.source = teams.source and lines.group_name = teams.name
