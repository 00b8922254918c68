-- One row per source (account): from its first instant to the instant up to which it is complete (as_of).
{% set facts = ['messages', 'reopens', 'availability', 'schedules', 'knowledge_gaps', 'first_replies'] -%}
with instants as (
    select source, min(occurred_at) as first_at, max(occurred_at) as last_at, cast(null as timestamp) as last_known_at from {{ ref('all_ticket_events') }} group by source
    union all
    select source, min(sent_at) as first_at, max(sent_at) as last_at, cast(null as timestamp) as last_known_at from {{ ref('all_messages') }} group by source
    union all
    select source, min(started_at) as first_at, max(coalesce(ended_at, started_at)) as last_at, cast(null as timestamp) as last_known_at from {{ ref('all_chats') }} group by source
    union all
    select source, min(answered_at) as first_at, max(answered_at) as last_at, cast(null as timestamp) as last_known_at from {{ ref('all_survey_responses') }} group by source
    -- The rest begins the calendar; how far a source without a note reaches it says only where nothing else does.
    {%- for entity, instant in [
        ('tickets', 'created_at'), ('survey_sends', 'sent_at'), ('availability_intervals', 'started_at'),
        ('handling_intervals', 'started_at'), ('ai_conversations', 'started_at'), ('customer_periods', 'started_at')
    ] %}
    union all
    select source, min({{ instant }}) as first_at, cast(null as timestamp) as last_at, max({{ instant }}) as last_known_at from {{ ref('all_' ~ entity) }} group by source
    {%- endfor %}
),

ranges as (
    select source, min(first_at) as first_at, coalesce(max(last_at), max(last_known_at)) as last_at, max(coalesce(last_at, last_known_at)) as newest_at
    from instants
    group by source
),

-- A count of what no export brings is unknown, not 0. Systems without a word on it are taken to know.
facts as (
    select
        source,
        {% for fact in facts -%}
        coalesce(max(case when fact = '{{ fact }}' then level end) <> 'none', true) as knows_{{ fact }}{{ ',' if not loop.last }}
        {% endfor %},
        coalesce(max(case when fact = 'first_replies' then level end) <> 'partial', true) as knows_every_first_reply
    from {{ ref('int_source_capabilities') }}
    group by source
),

-- A column that may tell of first replies, and is empty throughout, tells of none.
given_replies as (
    select source, count(first_replied_at) > 0 as has_first_replies
    from {{ ref('all_tickets') }}
    group by source
),

watermarks as (
    select
        sources.source,
        sources.source_system,
        sources.default_schedule_id,
        ranges.first_at,
        ranges.newest_at,
        {% for fact in facts if fact != 'first_replies' -%}
        coalesce(facts.knows_{{ fact }}, true) as knows_{{ fact }},
        {% endfor -%}
        coalesce(facts.knows_first_replies and (facts.knows_every_first_reply or given_replies.has_first_replies), true) as knows_first_replies,
        coalesce(sources.exported_at, ranges.last_at) as as_of
    from {{ ref('all_sources') }} as sources
    left join ranges on sources.source = ranges.source
    left join facts on sources.source = facts.source
    left join given_replies on sources.source = given_replies.source
)

select
    source,
    source_system,
    default_schedule_id,
    first_at,
    knows_{{ facts | join(', knows_') }},
    as_of,
    -- The newest date of which anything is known: at local midnight that is the day before, unless something happened at that very instant.
    case when newest_at >= as_of then {{ local_date('as_of') }} else {{ local_date("as_of - interval '1' microsecond") }} end as last_date
from watermarks
