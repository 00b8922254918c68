-- One row per case: newest version, ids whole, owner told apart from queue.
{{ merged_by('case_id', {'cases': salesforce_id('id')}) }}
with raw as (
    {{ salesforce_records('cases') }}
)

select
    _source as source,
    {{ salesforce_id('id') }} as case_id,
    {{ to_text('casenumber') }} as case_number,
    {{ to_text('subject') }} as subject,
    {{ to_text('description') }} is not null as has_description,
    {{ salesforce_instant('createddate') }} as created_at,
    {{ salesforce_id('createdbyid') }} as created_by_id,
    {{ salesforce_id('contactid') }} as contact_id,
    {{ to_text('status') }} as status,
    -- NULL where the export has neither the mark nor the date.
    coalesce({{ to_boolean('isclosed') }}, case when {{ to_text('closeddate') }} is not null then true end) as is_closed,
    {{ salesforce_instant('closeddate') }} as closed_at,
    -- A queue is a team; the case then has nobody.
    case when ownerid like '005%' then {{ salesforce_id('ownerid') }} end as owner_id,
    case when ownerid like '00G%' then {{ salesforce_id('ownerid') }} end as queue_id,
    {{ salesforce_id('recordtypeid') }} as record_type_id,
    {{ to_text('type') }} as case_type,
    {{ to_text('priority') }} as priority,
    {{ to_text('origin') }} as origin,
    {{ salesforce_id('businesshoursid') }} as business_hours_id,
    {{ to_boolean('isdeleted', 'false') }} as is_deleted,
    {{ salesforce_id('masterrecordid') }} as master_record_id,
    _bot_agent_ids
from raw
