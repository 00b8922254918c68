-- One row per message or event of a messaging session, with who it came from in the common words.
with raw as (
    {{ salesforce_records('conversation_entries') }}
)

select
    raw._source as source,
    {{ salesforce_id('raw.id') }} as entry_id,
    sessions.session_id,
    sessions.case_id,
    {{ salesforce_instant('raw.entrytime') }} as occurred_at,
    coalesce({{ to_integer('raw.seq') }}, 0) as sequence,
    {{ to_text('raw.entrytype') }} as entry_type,
    case raw.actortype
        when 'EndUser' then 'customer'
        when 'Bot' then coalesce(bots.bot_kind, 'bot')
        when 'System' then 'automation'
        else {{ role("'agent'", salesforce_id('raw.actorid')) }}
    end as author_type,
    case when raw.actortype = 'EndUser' then sessions.contact_id else coalesce(bots.bot_id, {{ salesforce_id('raw.actorid') }}) end as author_id
from raw
inner join {{ ref('stg_salesforce__sessions') }} as sessions
    on raw._source = sessions.source and {{ salesforce_id('raw.conversationid') }} = sessions.session_id
left join {{ ref('stg_salesforce__bots') }} as bots
    on raw._source = bots.source and {{ salesforce_id('raw.actorid') }} in (bots.bot_definition_id, bots.bot_id)
