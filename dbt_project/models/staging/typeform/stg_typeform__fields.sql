-- One row per question of a form that asks for a number: NPS, opinion scale or rating, with its scale by the number of steps.
with forms as (
    {{ newest('typeform', 'forms') }}
),

outer_fields as (
    select _source as source, trim(id) as form_id, {{ to_text('title') }} as form_name, {{ json_items('fields') }} as field
    from forms
),

-- Questions may stand in groups.
inner_fields as (
    select source, form_id, form_name, {{ json_items('field', '$.properties.fields') }} as field
    from outer_fields
),

fields as (
    select * from outer_fields
    union all
    select * from inner_fields
),

steps as (
    select
        source,
        form_id,
        form_name,
        {{ json_text('field', '$.id') }} as field_id,
        {{ json_text('field', '$.type') }} as field_type,
        try_cast({{ json_text('field', '$.properties.steps') }} as bigint) as step_count,
        {{ to_boolean(json_text('field', '$.properties.start_at_one'), 'false') }} as starts_at_one
    from fields
)

select
    source,
    form_id,
    form_name,
    field_id,
    case when field_type = 'nps' then 'nps' else 'csat' end as survey_kind,
    case
        when field_type = 'nps' then '0_to_10'
        when field_type = 'rating' or starts_at_one then '1_to_' || cast(step_count as {{ dbt.type_string() }})
        else '0_to_' || cast(step_count - 1 as {{ dbt.type_string() }})
    end as scale
from steps
where field_type in ('nps', 'opinion_scale', 'rating')
