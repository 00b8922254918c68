-- One row per comment of a ticket, from the list of comments, else the account export, else the audits, else the ticket events.
{{ merged_by('ticket_id', {
    'ticket_comments': 'coalesce(' ~ to_text('ticket_id') ~ ', ' ~ text_part('_file', 'comments[_-]([0-9]+)') ~ ')',
    'ticket_exports': to_text('id'),
    'tickets': to_text('id'),
    'ticket_audits': to_text('ticket_id'),
    'ticket_events': to_text('ticket_id'),
}) }}
{% set kinds = "('Comment', 'VoiceComment', 'TpeVoiceComment', 'FacebookComment', 'Tweet')" -%}
{% set merged = "merged into request #([0-9]+)" -%}
with listed as (
    {{ newest('zendesk', 'ticket_comments') }}
),

exported as (
    select _source, id as ticket_id, {{ json_items('comments') }} as comment
    from ({{ newest('zendesk', 'ticket_exports') }}) as exports
    union all
    select _source, id as ticket_id, {{ json_items('comments') }} as comment
    from ({{ newest('zendesk', 'tickets') }}) as tickets
),

audited as (
    select _source, ticket_id, created_at, via, {{ json_items('events') }} as comment
    from ({{ newest('zendesk', 'ticket_audits') }}) as audits
),

incremental as (
    select _source, ticket_id, created_at, {{ json_items('child_events') }} as comment
    from ({{ newest('zendesk', 'ticket_events') }}) as events
),

given as (
    select
        _source, 1 as shape, id, coalesce({{ to_text('ticket_id') }}, {{ text_part('_file', 'comments[_-]([0-9]+)') }}) as ticket_id, created_at, author_id,
        public, {{ json_text('via', '$.channel') }} as via_channel, {{ json_text('via', '$.source.rel') }} as via_rel,
        {{ text_part(json_text('_rest', '$.body'), merged) }} as merged_into_ticket_id
    from listed
    where coalesce(type, 'Comment') in {{ kinds }}
    {% for shape, items, ticket_id, sent_at, kind in [
        (2, 'exported', 'ticket_id', json_text('comment', '$.created_at'), '$.type'),
        (3, 'audited', 'ticket_id', 'created_at', '$.type'),
        (4, 'incremental', 'ticket_id', 'created_at', '$.event_type'),
    ] -%}
    union all
    select
        _source, {{ shape }} as shape, {{ json_text('comment', '$.id') }} as id, {{ ticket_id }}, {{ sent_at }} as created_at, {{ json_text('comment', '$.author_id') }} as author_id,
        {{ json_text('comment', '$.public') }} as public,
        coalesce({{ json_text('comment', '$.via.channel') }}{% if shape == 3 %}, {{ json_text('via', '$.channel') }}{% endif %}) as via_channel,
        coalesce({{ json_text('comment', '$.via.source.rel') }}{% if shape == 3 %}, {{ json_text('via', '$.source.rel') }}{% endif %}) as via_rel,
        {{ text_part(json_text('comment', '$.body'), merged) }} as merged_into_ticket_id
    from {{ items }}
    where coalesce({{ json_text('comment', kind) }}, 'Comment') in {{ kinds }}
    {% endfor %}
),

numbered as (
    select *, row_number() over (partition by _source, trim(ticket_id), id order by shape) as shape_number
    from given
    where ticket_id is not null
)

select
    _source as source,
    {{ to_text('id') }} as comment_id,
    {{ to_text('ticket_id') }} as ticket_id,
    {{ to_instant('created_at', "'UTC'") }} as sent_at,
    {{ to_text('author_id') }} as author_id,
    {{ to_boolean('public', 'true') }} as is_public,
    via_channel,
    via_rel,
    merged_into_ticket_id
from numbered
where shape_number = 1
