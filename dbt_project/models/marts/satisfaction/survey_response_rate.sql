-- One row per sending date and survey dimensions.
{% set dimensions = slicers('survey') ~ ', sent_date, as_of' -%}
select
    {{ dimensions }},
    cast(count(*) as bigint) as survey_sent_count,
    {{ count_if('is_answered') }} as survey_answered_count
from {{ ref('int_survey_sends') }}
group by {{ dimensions }}
