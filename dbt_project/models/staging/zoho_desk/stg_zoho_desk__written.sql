-- One row per message that was sent and per comment; drafts and what failed are left out.
{{ merged_by('message_id', {
    'threads': to_text('id'),
    'comments': to_text('id'),
}) }}
with raw_threads as (
    {{ newest('zoho_desk', 'threads') }}
),

raw_comments as (
    {{ newest('zoho_desk', 'comments') }}
),

messages as (
    select
        _source as source,
        {{ to_text('id') }} as message_id,
        -- A page does not name its ticket: the file is named after it.
        coalesce({{ to_text('ticketId') }}, {{ text_part('lower(_file)', 'threads[._-]+([0-9]+)[^/]*$') }}) as ticket_id,
        {{ to_instant('createdTime', zone="'UTC'") }} as sent_at,
        case
            when trim(direction) = 'in' then 'customer'
            when upper(trim(author_type)) = 'AGENT' then 'agent'
            when upper(trim(author_type)) in ('END_USER', 'ENDUSER', 'CONTACT') then 'customer'
            else 'automation'
        end as kind,
        {{ to_text('author_id') }} as author_id,
        -- What is forwarded goes to somebody else than the customer.
        coalesce(lower(trim(visibility)), 'public') <> 'private' and not {{ to_boolean('isForward', 'false') }} as is_public,
        lower({{ to_text('channel') }}) as channel_word,
        {{ to_boolean('isDescriptionThread', 'false') }} as is_description,
        _bot_agent_ids
    from raw_threads
    where not {{ to_boolean('isDraft', 'false') }} and coalesce(upper(trim(status)), 'SUCCESS') not in ('DRAFT', 'FAILED')
    union all
    select
        _source as source,
        {{ to_text('id') }} as message_id,
        coalesce({{ to_text('ticketId') }}, {{ text_part('lower(_file)', 'comments[._-]+([0-9]+)[^/]*$') }}) as ticket_id,
        {{ to_instant('commentedTime', zone="'UTC'") }} as sent_at,
        case when upper(trim(commenter_type)) in ('END_USER', 'ENDUSER', 'CONTACT') then 'customer' else 'agent' end as kind,
        {{ to_text('commenterId') }} as author_id,
        {{ to_boolean('isPublic', 'false') }} as is_public,
        cast(null as {{ dbt.type_string() }}) as channel_word,
        false as is_description,
        _bot_agent_ids
    from raw_comments
)

select
    messages.source,
    messages.message_id,
    messages.ticket_id,
    messages.sent_at,
    case when messages.kind = 'agent' then {{ role("'agent'", 'messages.author_id') }} else messages.kind end as author_type,
    messages.author_id,
    messages.is_public,
    messages.kind = 'automation' as is_automated,
    messages.is_description,
    channels.channel
from messages
left join {{ ref('channel_words') }} as channels on channels.system = 'zoho_desk' and messages.channel_word = lower(channels.word)
where messages.ticket_id is not null
