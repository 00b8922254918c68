-- One row per e-mail of a case that went out or came in.
with raw as (
    {{ salesforce_records('email_messages') }}
)

select
    _source as source,
    {{ salesforce_id('Id') }} as message_id,
    case when ParentId like '500%' then {{ salesforce_id('ParentId') }} else {{ salesforce_id('RelatedToId') }} end as case_id,
    {{ to_boolean('Incoming', 'false') }} as is_incoming,
    coalesce({{ salesforce_instant('MessageDate') }}, {{ salesforce_instant('CreatedDate') }}) as sent_at,
    {{ salesforce_id('CreatedById') }} as user_id,
    -- What an auto-responder writes says so in its headers.
    coalesce(lower(Headers) like '%auto-submitted: auto%' or lower(Headers) like '%precedence: auto_reply%', false) as is_automated,
    _bot_agent_ids
from raw
where
    (ParentId like '500%' or RelatedToId like '500%')
    and not {{ to_boolean('IsDeleted', 'false') }}
    -- Drafts, and what never arrived.
    and coalesce(trim(Status), '') <> '5' and not {{ to_boolean('IsPrivateDraft', 'false') }}
    and ({{ to_boolean('Incoming', 'false') }} or not {{ to_boolean('IsBounced', 'false') }})
