-- One row per comment: its sentences put together. The reporter is the customer, everyone else is of the desk.
{{ merged_by('message_id', {'utterances': "regexp_replace(trim(id), '[.]0+$', '')"}) }}
with raw as (
    {{ newest('jira_service_management', 'utterances') }}
),

sentences as (
    select
        _source as source,
        regexp_replace(trim(id), '[.]0+$', '') as message_id,
        regexp_replace(trim(issueid), '[.]0+$', '') as ticket_id,
        {{ to_instant('created') }} as sent_at,
        try_cast(comment_seq as bigint) as sequence,
        {{ role("case when trim(author_role) = 'reporter' then 'customer' else 'agent' end", 'trim(author)') }} as author_type,
        {{ to_text('author') }} as author_id,
        case when coalesce(try_cast(is_private as double), 0) = 0 then 0 else 1 end as private_number,
        _rest
    from raw
)

select
    source,
    message_id,
    ticket_id,
    cast(null as {{ dbt.type_string() }}) as chat_id,
    min(sent_at) as sent_at,
    coalesce(min(sequence), 0) as sequence,
    max(author_type) as author_type,
    max(author_id) as author_id,
    max(private_number) = 0 as is_public,
    false as is_automated,
    cast(null as {{ dbt.type_string() }}) as channel,
    max(_rest) as attributes
from sentences
group by source, message_id, ticket_id
