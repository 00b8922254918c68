{#- Rows of a snapshot mart, and a zero for every place that it ever had on every date of the account: so the last date of
    a period is its last date for any filter, also where nothing was open then. Columns as comma-separated text. -#}
{% macro with_zeros(snapshot, places, measures) -%}
with days as (
    {{ days_of_accounts(snapshot) }}
),

places as (
    select distinct {{ places }}
    from {{ snapshot }}
)

select
    {% for place in places.split(', ') %}places.{{ place }},
    {% endfor -%}
    days.report_date,
    days.as_of,
    {% for measure in measures.split(', ') %}cast(0 as bigint) as {{ measure }}{{ ',' if not loop.last }}
    {% endfor -%}
from places
inner join days on places.source = days.source
union all
select {{ places }}, report_date, as_of, {{ measures }}
from {{ snapshot }}
{%- endmacro %}

{#- Every local date of an account from its first snapshot to as_of. -#}
{% macro days_of_accounts(snapshot) -%}
select
    spans.source,
    spans.as_of,
    calendar.report_date
from (
    select
        source,
        as_of,
        min(report_date) as first_date
    from {{ snapshot }}
    group by source, as_of
) as spans
inner join {{ ref('reporting_calendar') }} as calendar
    on calendar.report_date between spans.first_date and {{ local_date('spans.as_of') }}
{%- endmacro %}
