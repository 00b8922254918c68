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
    {{ salesforce_id('Id') }} as session_id,
    {{ salesforce_id('CaseId') }} as case_id,
    {{ salesforce_id('ContactId') }} as contact_id,
    {{ salesforce_id('OwnerId') }} as owner,
    coalesce({{ salesforce_instant('RequestTime') }}, {{ salesforce_instant('StartTime') }}, {{ salesforce_instant('CreatedDate') }}) as started_at,
    case when Status not in ('Missed', 'Waiting') then {{ salesforce_instant('StartTime') }} end as accepted_at,
    {{ salesforce_instant('EndTime') }} as ended_at,
    {{ to_text('Status') }} as status
from transcripts
where not {{ to_boolean('IsDeleted', 'false') }}

union all

select
    sessions._source as source,
    {{ salesforce_id('sessions.Id') }} as session_id,
    {{ salesforce_id('sessions.CaseId') }} as case_id,
    coalesce(
        {{ salesforce_id('sessions.ContactId') }}, {{ salesforce_id('sessions.EndUserContactId') }}, {{ salesforce_id('visitors.ContactId') }}
    ) as contact_id,
    {{ salesforce_id('sessions.OwnerId') }} as owner,
    coalesce({{ salesforce_instant('sessions.StartTime') }}, {{ salesforce_instant('sessions.CreatedDate') }}) as started_at,
    {{ salesforce_instant('sessions.AcceptTime') }} as accepted_at,
    {{ salesforce_instant('sessions.EndTime') }} as ended_at,
    {{ to_text('sessions.Status') }} as status
from sessions
left join visitors
    on sessions._source = visitors._source and {{ salesforce_id('sessions.MessagingEndUserId') }} = {{ salesforce_id('visitors.Id') }}
where
    not {{ to_boolean('sessions.IsDeleted', 'false') }}
    -- What we sent out of our own accord is no visit.
    and coalesce(sessions.AgentType, '') <> 'System' and coalesce(sessions.Origin, '') <> 'TriggeredOutbound'
