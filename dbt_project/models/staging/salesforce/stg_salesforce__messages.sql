-- One row per e-mail, comment or message of a session of a case, and per form that a customer sent in.
with raw_comments as (
    {{ salesforce_records('case_comments') }}
),

askers as (
    select source, case_id, contact_id
    from {{ ref('stg_salesforce__cases') }}
),

written as (
    select source, message_id, case_id, sent_at, user_id, is_incoming, true as is_public, is_automated, _bot_agent_ids
    from {{ ref('stg_salesforce__emails') }}

    union all

    select
        _source as source,
        {{ salesforce_id('id') }} as message_id,
        {{ salesforce_id('parentid') }} as case_id,
        {{ salesforce_instant('createddate') }} as sent_at,
        {{ salesforce_id('createdbyid') }} as user_id,
        false as is_incoming,
        {{ to_boolean('ispublished', 'false') }} as is_public,
        false as is_automated,
        _bot_agent_ids
    from raw_comments
    where not {{ to_boolean('isdeleted', 'false') }}

    union all

    -- What stands in a form, or in a case that a customer opened at the portal, is the customer's first message.
    select
        cases.source, cases.case_id as message_id, cases.case_id, cases.created_at as sent_at, cases.created_by_id as user_id,
        true as is_incoming, true as is_public, false as is_automated, cases._bot_agent_ids
    from {{ ref('stg_salesforce__cases') }} as cases
    left join {{ ref('channel_words') }} as channels on channels.system = 'salesforce' and cases.origin = channels.word
    left join {{ ref('stg_salesforce__users') }} as users on cases.source = users.source and cases.created_by_id = users.user_id
    where cases.has_description and (channels.channel in ('form', 'portal') or users.user_kind = 'customer')
)

select
    written.source,
    written.message_id,
    written.case_id as ticket_id,
    cast(null as {{ dbt.type_string() }}) as chat_id,
    written.sent_at,
    cast(0 as bigint) as sequence,
    case when written.is_incoming then 'customer' else {{ role("coalesce(users.user_kind, 'agent')", 'written.user_id') }} end as author_type,
    case
        when users.user_kind = 'customer' then coalesce(users.contact_id, askers.contact_id)
        when written.is_incoming then askers.contact_id
        else written.user_id
    end as author_id,
    written.is_public or coalesce(users.user_kind, 'agent') = 'customer' as is_public,
    written.is_automated,
    cast(null as {{ dbt.type_string() }}) as channel,
    cast(null as {{ dbt.type_string() }}) as attributes
from written
left join askers on written.source = askers.source and written.case_id = askers.case_id
left join {{ ref('stg_salesforce__users') }} as users on written.source = users.source and written.user_id = users.user_id

union all

select
    source, entry_id as message_id, case_id as ticket_id, session_id as chat_id, occurred_at as sent_at, sequence,
    author_type, author_id, true as is_public, false as is_automated,
    cast(null as {{ dbt.type_string() }}) as channel, cast(null as {{ dbt.type_string() }}) as attributes
from {{ ref('stg_salesforce__entries') }}
where entry_type = 'Text' and case_id is not null
