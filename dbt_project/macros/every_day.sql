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

{#- Rows of a mart's measure, and beside each place of it (a date and everything but the word) one row per word that the mart has, with
    what the place has of all words: so measure / all is the word's share under any filter. -#}
{% macro with_whole(mart, word, dimensions, measure) -%}
{%- set places = dimensions.split(', ') | reject('equalto', word) | join(', ') -%}
with places as (
    select {{ places }}, sum({{ measure }}) as {{ measure }}
    from {{ mart }}
    group by {{ places }}
),

words as (
    select distinct {{ word }}
    from {{ mart }}
)

select {{ places }}, {{ word }}, {{ measure }}, cast(0 as bigint) as all_{{ measure }}
from {{ mart }}
union all
select {{ places }}, words.{{ word }}, cast(0 as bigint) as {{ measure }}, cast(places.{{ measure }} as bigint) as all_{{ measure }}
from places
cross join words
{%- endmacro %}

{#- Every half hour of every local date of an account, with the local hour that it is part of. -#}
{% macro half_hours_of_accounts(mart) -%}
select
    days.source,
    days.as_of,
    days.report_date,
    days.day_of_week,
    {{ local_hour('days.half_hour_at') }} as hour_of_day,
    days.half_hour_at
from (
    select days.*, calendar.day_of_week, calendar.day_end_at, {{ add_seconds('calendar.day_start_at', '1800 * steps.step') }} as half_hour_at
    from ({{ days_of_accounts(mart) }}) as days
    inner join {{ ref('reporting_calendar') }} as calendar on days.report_date = calendar.report_date
    -- No local day is longer than 26 hours.
    cross join (select {{ numbers(0, 51) }} as step) as steps
) as days
where days.half_hour_at < days.day_end_at
{%- endmacro %}
