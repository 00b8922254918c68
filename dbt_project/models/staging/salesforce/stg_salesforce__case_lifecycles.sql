-- One row per status and owner that a case had, with those before it (CaseHistory2).
{{ merged_by('case_id', {'case_lifecycles': salesforce_id('caseid')}) }}
{% set in_order = 'partition by source, case_id order by started_at asc nulls last, change_id asc' -%}
with raw as (
    {{ salesforce_records('case_lifecycles') }}
),

steps as (
    select
        _source as source,
        {{ salesforce_id('caseid') }} as case_id,
        id as change_id,
        {{ to_text('status') }} as status,
        {{ salesforce_id('ownerid') }} as owner,
        {{ salesforce_instant('lastmodifieddate') }} as started_at,
        {{ salesforce_id('lastmodifiedbyid') }} as user_id,
        _bot_agent_ids
    from raw
)

select
    *,
    row_number() over ({{ in_order }}) as step_number,
    lag(status) over ({{ in_order }}) as old_status,
    lag(owner) over ({{ in_order }}) as old_owner
from steps
