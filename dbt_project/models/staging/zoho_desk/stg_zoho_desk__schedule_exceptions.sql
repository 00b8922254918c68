-- One row per holiday and whom it holds for: the departments that its list names, else the account.
with raw as (
    {{ newest('zoho_desk', 'holiday_lists') }}
),

holidays as (
    select
        _source as source,
        {{ adapter.quote('associatedDepartmentIds') }} as department_ids,
        {{ json_items('holidays') }} as item
    from raw
),

subjects as (
    select *, 'account' as subject_type, '' as subject_id
    from holidays
    where coalesce(department_ids, '[]') = '[]'
    union all
    select *, 'team' as subject_type, {{ json_items('department_ids') }} as subject_id
    from holidays
    where coalesce(department_ids, '[]') <> '[]'
)

select
    source,
    subject_type,
    subject_id,
    'closed' as exception_type,
    try_cast({{ json_text('item', '$.date') }} as date) as start_date,
    '00:00' as start_time,
    try_cast({{ json_text('item', '$.date') }} as date) as end_date,
    '24:00' as end_time,
    -- Several lists may have the same day.
    min({{ json_text('item', '$.name') }}) as reason
from subjects
where try_cast({{ json_text('item', '$.date') }} as date) is not null
group by source, subject_type, subject_id, {{ json_text('item', '$.date') }}
