-- One row per status that cases may have or have had.
with raw as (
    {{ salesforce_records('case_statuses') }}
),

listed as (
    select
        _source as source,
        coalesce({{ to_text('apiname') }}, {{ to_text('masterlabel') }}) as status,
        {{ to_text('masterlabel') }} as status_label,
        {{ to_integer('sortorder') }} as display_order,
        {{ to_boolean('isclosed') }} as is_closed
    from raw
),

-- Statuses that the list does not have, or no list: a status is closed when a case in it is.
used as (
    select source, status, max(case when is_closed then 1 when not is_closed then 0 end) as closed_number
    from {{ ref('stg_salesforce__cases') }}
    where status is not null
    group by source, status
)

select
    coalesce(listed.source, used.source) as source,
    coalesce(listed.status, used.status) as status,
    coalesce(listed.status_label, used.status) as status_label,
    listed.display_order,
    coalesce(listed.is_closed, used.closed_number = 1) as is_closed
from listed
full outer join used on listed.source = used.source and listed.status = used.status
