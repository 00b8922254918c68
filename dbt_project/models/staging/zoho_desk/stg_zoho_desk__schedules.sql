-- One row per window of a calendar and whom it holds for: the departments that it names, else the account.
with raw as (
    {{ newest('zoho_desk', 'business_hours') }}
),

windows as (
    select
        _source as source,
        {{ to_text('id') }} as schedule_id,
        {{ to_text('name') }} as schedule_name,
        coalesce({{ to_text('timeZoneId') }}, {{ to_text('timeZone') }}, _time_zone) as time_zone,
        {{ adapter.quote('associatedDepartmentIds') }} as department_ids,
        {{ json_items('businessTimes') }} as item
    from raw
),

subjects as (
    select *, 'account' as subject_type, '' as subject_id
    from windows
    where coalesce(department_ids, '[]') = '[]'
    union all
    select *, 'team' as subject_type, {{ json_items('department_ids') }} as subject_id
    from windows
    where coalesce(department_ids, '[]') <> '[]'
)

select
    source,
    schedule_id,
    schedule_name,
    subject_type,
    subject_id,
    time_zone,
    cast(case upper({{ json_text('item', '$.day') }})
        {% for day in ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'] -%}
        when '{{ day }}' then {{ loop.index }}
        {% endfor -%}
    end as bigint) as day_of_week,
    substr({{ json_text('item', '$.startTime') }}, 1, 5) as start_time,
    substr({{ json_text('item', '$.endTime') }}, 1, 5) as end_time,
    cast(null as date) as valid_from_date,
    cast(null as date) as valid_to_date
from subjects
