-- One row per case that was merged away or deleted at a known instant: from the history of merges and from the API's list of deleted records.
with merged_records as (
    {{ salesforce_records('record_merges') }}
),

deletions as (
    {{ salesforce_records('deleted_cases', 'id') }}
),

instants as (
    select
        _source as source,
        {{ salesforce_id('mergedrecordid') }} as case_id,
        {{ salesforce_instant('createddate') }} as removed_at,
        {{ salesforce_id('createdbyid') }} as user_id,
        {{ salesforce_id('masterid') }} as master_id,
        1 as source_rank,
        _bot_agent_ids
    from merged_records

    union all

    select
        _source as source,
        {{ salesforce_id('id') }} as case_id,
        {{ salesforce_instant('deleteddate') }} as removed_at,
        cast(null as {{ dbt.type_string() }}) as user_id,
        cast(null as {{ dbt.type_string() }}) as master_id,
        2 as source_rank,
        _bot_agent_ids
    from deletions
),

numbered as (
    select *, row_number() over (partition by source, case_id order by source_rank, removed_at) as instant_number
    from instants
)

select
    numbered.source,
    numbered.case_id,
    numbered.removed_at,
    case when coalesce(cases.master_record_id, numbered.master_id) is null then 'deleted' else 'merged' end as event_type,
    coalesce(cases.master_record_id, numbered.master_id) as master_record_id,
    numbered.user_id,
    numbered._bot_agent_ids
from numbered
inner join {{ ref('stg_salesforce__cases') }} as cases on numbered.source = cases.source and numbered.case_id = cases.case_id
-- What was taken out of the bin again was never gone.
where numbered.instant_number = 1 and (cases.is_deleted or cases.master_record_id is not null)
