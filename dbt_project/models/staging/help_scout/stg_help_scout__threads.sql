-- One row per published thread of a conversation, of all that was ever exported: embedded ones and those of pages of their own.
{{ merged_by('ticket_id', {
    'conversations': 'trim(id)',
    'thread_pages': 'coalesce(' ~ text_part('self', 'conversations/([0-9]+)') ~ ', ' ~ text_part('_file', 'threads_([0-9]+)') ~ ', ' ~ text_part('_file', 'conversation_([0-9]+)_') ~ ')',
}) }}
{% set loads = ref('stg_lake__loads') -%}
with lists as (
    {% for list in ['embedded_threads', 'threads'] -%}
    select
        raw._source,
        trim(raw.id) as ticket_id,
        loads.exported_at,
        loads.bot_agent_ids as _bot_agent_ids,
        {{ json_items('raw.' ~ list) }} as thread
    from {{ rows_to_read('help_scout', 'conversations') }} as raw
    inner join {{ loads }} as loads on raw._load_id = loads.load_id and raw._file = loads.file
    union all
    {% endfor -%}
    select
        raw._source,
        coalesce({{ text_part('raw.self', 'conversations/([0-9]+)') }}, {{ text_part('raw._file', 'threads_([0-9]+)') }}, {{ text_part('raw._file', 'conversation_([0-9]+)_') }}) as ticket_id,
        loads.exported_at,
        loads.bot_agent_ids as _bot_agent_ids,
        {{ json_items('raw.threads') }} as thread
    from {{ rows_to_read('help_scout', 'thread_pages') }} as raw
    inner join {{ loads }} as loads on raw._load_id = loads.load_id and raw._file = loads.file
),

threads as (
    select
        _source as source,
        ticket_id,
        exported_at,
        _bot_agent_ids,
        {{ json_text('thread', '$.id') }} as thread_id,
        {{ json_text('thread', '$.type') }} as thread_type,
        {{ json_text('thread', '$.state') }} as state,
        {{ to_instant(json_text('thread', '$.createdAt'), "'UTC'") }} as created_at,
        nullif({{ json_text('thread', '$.status') }}, 'nochange') as status,
        coalesce({{ json_text('thread', '$.action.type') }}, {{ json_text('thread', '$.actionType') }}) as action_type,
        -- What a merge or a move is about: one number under a name of its own.
        coalesce({{ text_part(json_text('thread', '$.action.associatedEntities'), '([0-9]+)') }}, {{ json_text('thread', '$.actionSourceId') }}) as action_about_id,
        {{ json_text('thread', '$.createdBy.type') }} as author_word,
        nullif({{ json_text('thread', '$.createdBy.id') }}, '0') as author_id,
        {{ to_text("concat(coalesce(" ~ json_text('thread', '$.createdBy.first') ~ ", ''), ' ', coalesce(" ~ json_text('thread', '$.createdBy.last') ~ ", ''))") }} as author_name,
        {{ json_text('thread', '$.customer.id') }} as customer_id,
        {{ json_text('thread', '$.assignedTo.type') }} as assigned_word,
        nullif({{ json_text('thread', '$.assignedTo.id') }}, '0') as assigned_id
    from lists
),

versions as (
    select
        *,
        row_number() over (partition by source, ticket_id, thread_id order by case when created_at is null then 1 else 0 end asc, exported_at desc nulls last) as version_number
    from threads
    where ticket_id is not null
)

select
    *,
    try_cast(thread_id as bigint) as thread_number,
    -- Agents write down what a customer said; the AI agent is a system user (only the newer address of the threads says so).
    case
        when thread_type = 'customer' or author_word = 'customer' then 'customer'
        when author_word = 'system_user' then 'ai_agent'
        when action_type in ('workflow', 'automatic-workflow') or author_id is null then 'automation'
        else {{ role("'agent'", 'author_id') }}
    end as author_type
from versions
-- What is a draft, scheduled or hidden has not happened.
where version_number = 1 and coalesce(state, 'published') = 'published' and created_at is not null
