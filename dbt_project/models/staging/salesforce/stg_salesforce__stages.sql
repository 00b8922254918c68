-- One row per status of cases, with a row per record type, which no case is in: it gives the pipeline its name.
with statuses as (
    select source, status, status_label, display_order, is_closed
    from {{ ref('stg_salesforce__case_statuses') }}
),

-- What was a status once stands in the histories only.
former as (
    {% for side in ['old', 'new'] -%}
    select source, {{ side }}_value as status
    from {{ ref('stg_salesforce__case_changes') }}
    where field = 'Status' and {{ side }}_value is not null
    {{ 'union distinct' if not loop.last }}
    {% endfor %}
),

everything as (
    select source, status, status_label, display_order, is_closed
    from statuses

    union all

    select former.source, former.status, former.status as status_label, cast(null as bigint) as display_order, cast(null as boolean) as is_closed
    from former
    left join statuses on former.source = statuses.source and former.status in (statuses.status, statuses.status_label)
    where statuses.status is null
),

record_types as (
    {{ salesforce_records('record_types') }}
)

select
    everything.source,
    everything.status as stage_id,
    everything.status_label as stage_name,
    cast(null as {{ dbt.type_string() }}) as pipeline_id,
    cast(null as {{ dbt.type_string() }}) as pipeline_name,
    coalesce(everything.display_order, cast(words.display_order as bigint)) as display_order,
    -- The list says what is closed; the words tell the rest apart.
    case
        when everything.is_closed then 'closed'
        when words.status_category <> 'closed' or everything.is_closed is null then coalesce(words.status_category, 'open')
        else 'open'
    end as status_category
from everything
-- Names in the API have the label's letters without its blanks.
left join {{ ref('stage_words') }} as words
    on words.system = 'salesforce'
    and replace(replace(lower(everything.status_label), '_', ''), ' ', '') = replace(replace(lower(words.word), '_', ''), ' ', '')

union all

select
    _source as source,
    {{ salesforce_id('id') }} as stage_id,
    {{ to_text('name') }} as stage_name,
    {{ salesforce_id('id') }} as pipeline_id,
    {{ to_text('name') }} as pipeline_name,
    cast(null as bigint) as display_order,
    'open' as status_category
from record_types
where coalesce({{ to_text('sobjecttype') }}, 'Case') = 'Case'
