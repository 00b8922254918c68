-- One row per promise on a case that speaks of the first response or of the solution, by the name that the admin gave it.
with raw as (
    {{ salesforce_records('case_milestones') }}
),

types as (
    {{ salesforce_records('milestone_types') }}
),

named as (
    select
        raw._source as source,
        {{ salesforce_id('raw.caseid') }} as case_id,
        {{ salesforce_id('raw.id') }} as milestone_id,
        coalesce({{ to_text('raw.' ~ adapter.quote('MilestoneType.Name')) }}, {{ to_text('types.name') }}) as milestone_name,
        {{ salesforce_instant('raw.startdate') }} as started_at,
        {{ salesforce_instant('raw.targetdate') }} as target_at,
        {{ salesforce_instant('raw.completiondate') }} as completed_at,
        {{ to_integer('raw.elapsedtimeinmins') }} as elapsed_minutes
    from raw
    left join types on raw._source = types._source and {{ salesforce_id('raw.milestonetypeid') }} = {{ salesforce_id('types.id') }}
),

kinds as (
    select
        *,
        lower(milestone_name) like '%first%' and (lower(milestone_name) like '%respon%' or lower(milestone_name) like '%repl%') as is_first_response,
        lower(milestone_name) like '%resol%' or lower(milestone_name) like '%clos%' as is_resolution
    from named
)

select
    *,
    row_number() over (partition by source, case_id, is_first_response order by started_at, milestone_id) as milestone_number
from kinds
where is_first_response or is_resolution
