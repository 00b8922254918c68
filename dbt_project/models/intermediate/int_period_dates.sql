-- One row per frequency and local date: the period that the date belongs to.
{% for frequency in ['day', 'week', 'month', 'quarter', 'year'] -%}
select
    '{{ frequency }}' as frequency,
    report_date,
    {{ 'report_date' if frequency == 'day' else frequency ~ '_start_date' }} as period_start_date
from {{ ref('int_days') }}
{% if not loop.last %}union all
{% endif %}
{%- endfor %}
