-- One row per case: newest version, ids whole, owner told apart from queue.
with raw as (
    {{ salesforce_records('cases') }}
)

select
    _source as source,
    {{ salesforce_id('Id') }} as case_id,
    {{ to_text('CaseNumber') }} as case_number,
    {{ to_text('Subject') }} as subject,
    {{ to_text('Description') }} is not null as has_description,
    {{ salesforce_instant('CreatedDate') }} as created_at,
    {{ salesforce_id('CreatedById') }} as created_by_id,
    {{ salesforce_id('ContactId') }} as contact_id,
    {{ to_text('Status') }} as status,
    -- NULL where the export has neither the mark nor the date.
    coalesce({{ to_boolean('IsClosed') }}, case when {{ to_text('ClosedDate') }} is not null then true end) as is_closed,
    {{ salesforce_instant('ClosedDate') }} as closed_at,
    -- A queue is a team; the case then has nobody.
    case when OwnerId like '005%' then {{ salesforce_id('OwnerId') }} end as owner_id,
    case when OwnerId like '00G%' then {{ salesforce_id('OwnerId') }} end as queue_id,
    {{ salesforce_id('RecordTypeId') }} as record_type_id,
    {{ to_text('Type') }} as case_type,
    {{ to_text('Priority') }} as priority,
    {{ to_text('Origin') }} as origin,
    {{ salesforce_id('BusinessHoursId') }} as business_hours_id,
    {{ to_boolean('IsDeleted', 'false') }} as is_deleted,
    {{ salesforce_id('MasterRecordId') }} as master_record_id,
    _bot_agent_ids
from raw
