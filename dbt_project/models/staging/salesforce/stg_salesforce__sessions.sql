-- One row per chat or messaging session, whichever product had it.
with transcripts as (
    {{ salesforce_records('chat_transcripts') }}
),

sessions as (
    {{ salesforce_records('messaging_sessions') }}
),

visitors as (
    {{ salesforce_records('messaging_end_users') }}
)

select
    _source as source,
    {{ salesforce_id('id') }} as session_id,
    {{ salesforce_id('caseid') }} as case_id,
    {{ salesforce_id('contactid') }} as contact_id,
    {{ salesforce_id('ownerid') }} as owner,
    coalesce({{ salesforce_instant('requesttime') }}, {{ salesforce_instant('starttime') }}, {{ salesforce_instant('createddate') }}) as started_at,
    case when status not in ('Missed', 'Waiting') then {{ salesforce_instant('starttime') }} end as accepted_at,
    {{ salesforce_instant('endtime') }} as ended_at,
    {{ to_text('status') }} as status
from transcripts
where not {{ to_boolean('isdeleted', 'false') }}

union all

select
    sessions._source as source,
    {{ salesforce_id('sessions.id') }} as session_id,
    {{ salesforce_id('sessions.caseid') }} as case_id,
    coalesce(
        {{ salesforce_id('sessions.contactid') }}, {{ salesforce_id('sessions.endusercontactid') }}, {{ salesforce_id('visitors.contactid') }}
    ) as contact_id,
    {{ salesforce_id('sessions.ownerid') }} as owner,
    coalesce({{ salesforce_instant('sessions.starttime') }}, {{ salesforce_instant('sessions.createddate') }}) as started_at,
    {{ salesforce_instant('sessions.accepttime') }} as accepted_at,
    {{ salesforce_instant('sessions.endtime') }} as ended_at,
    {{ to_text('sessions.status') }} as status
from sessions
left join visitors
    on sessions._source = visitors._source and {{ salesforce_id('sessions.messagingenduserid') }} = {{ salesforce_id('visitors.id') }}
where
    not {{ to_boolean('sessions.isdeleted', 'false') }}
    -- What we sent out of our own accord is no visit.
    and coalesce(sessions.agenttype, '') <> 'System' and coalesce(sessions.origin, '') <> 'TriggeredOutbound'
