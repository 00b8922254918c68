-- One row per e-mail of a case that went out or came in.
{{ merged_by('message_id', {'email_messages': salesforce_id('id')}) }}
with raw as (
    {{ salesforce_records('email_messages') }}
)

select
    _source as source,
    {{ salesforce_id('id') }} as message_id,
    case when parentid like '500%' then {{ salesforce_id('parentid') }} else {{ salesforce_id('relatedtoid') }} end as case_id,
    {{ to_boolean('incoming', 'false') }} as is_incoming,
    coalesce({{ salesforce_instant('messagedate') }}, {{ salesforce_instant('createddate') }}) as sent_at,
    {{ salesforce_id('createdbyid') }} as user_id,
    -- What an auto-responder writes says so in its headers.
    coalesce(lower(headers) like '%auto-submitted: auto%' or lower(headers) like '%precedence: auto_reply%', false) as is_automated,
    _bot_agent_ids
from raw
where
    (parentid like '500%' or relatedtoid like '500%')
    and not {{ to_boolean('isdeleted', 'false') }}
    -- Drafts, and what never arrived.
    and coalesce(trim(status), '') <> '5' and not {{ to_boolean('isprivatedraft', 'false') }}
    and ({{ to_boolean('incoming', 'false') }} or not {{ to_boolean('isbounced', 'false') }})
