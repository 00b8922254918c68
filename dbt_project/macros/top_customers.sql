{#- The ten customers with the highest average of `seconds` per source, frequency and period; exactly ten places, equal averages share a rank. -#}
{% macro top_customers(events, date, seconds, count, seconds_sum, average) -%}
{%- set period = 'source, frequency, period_start_date' -%}
with customers as (
    select
        {{ slicers('source') }}, periods.frequency, periods.period_start_date, {{ slicers('customer') }}, as_of,
        cast(count(*) as bigint) as {{ count }},
        {{ sum_of(seconds) }} as {{ seconds_sum }},
        {{ ratio(sum_of(seconds), 'count(*)') }} as {{ average }}
    from {{ ref(events) }} as events
    inner join {{ ref('int_period_dates') }} as periods on events.{{ date }} = periods.report_date
    where {{ seconds }} is not null and customer_id is not null
    group by {{ slicers('source') }}, periods.frequency, periods.period_start_date, {{ slicers('customer') }}, as_of
    having count(*) >= {{ var('top_ten_minimum_events') }}
),

ranked as (
    select
        *,
        row_number() over (partition by {{ period }} order by {{ average }} desc, {{ count }} desc, customer_id asc) as place,
        rank() over (partition by {{ period }} order by {{ average }} desc) as rank
    from customers
),

places as (
    select *, max(case when place = 11 then {{ average }} end) over (partition by {{ period }}) as cutoff
    from ranked
    where place <= 11
)

select
    {{ slicers('source') }}, frequency, {{ slicers('customer') }}, place, rank, period_start_date, as_of,
    coalesce({{ average }} = cutoff, false) as is_tied_at_cutoff, {{ count }}, {{ seconds_sum }}, {{ average }}
from places
where place <= 10
{%- endmacro %}
