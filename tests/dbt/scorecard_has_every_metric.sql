-- Every metric that a mart describes stands in the scorecard and no other, counted the way its formula says: counts, stocks and percentiles alike.
{{ config(meta={'dagster': {'ref': {'name': 'kpi_by_period'}}}) }}
{% set kpis = [] -%}
{% do kpi_rows(kpis) -%}
{% set described = {} -%}
{% do kpi_metrics(described) -%}
{% set given = {'customer_churn_rate': 'rate', 'customer_retention_rate': 'rate'} -%}
{% for rows in kpis -%}
{% for metric, parts in rows.metrics.items() -%}
{% set kind = ('stock ' if rows.is_stock else '') ~ ('count' if parts[1] is none else 'rate') ~ (' of ' ~ parts[2] if parts | length == 3 else '') -%}
{% do given.update({metric: kind}) -%}
{% endfor -%}
{% endfor -%}
{% set wanted = {} -%}
{% for metric, formula in described.items() -%}
{% set kind = ('stock ' if 'last_sum' in formula.numerator else '') ~ ('rate' if formula.denominator else 'count') ~ (' of ' ~ formula.events if formula.events else '') -%}
{% do wanted.update({metric: kind}) -%}
{% endfor -%}
{% for metric in (given.keys() | list + wanted.keys() | list) | unique if given.get(metric) != wanted.get(metric) and execute -%}
select '{{ metric }}' as metric, '{{ given.get(metric) }}' as scorecard, '{{ wanted.get(metric) }}' as mart
union all
{% endfor -%}
-- A row of any other name, or a median where the metric has no events.
select metric, unit as scorecard, 'no such metric' as mart
from {{ ref('kpi_by_period') }}
where
    metric not in ('{{ wanted.keys() | join("', '") }}')
    {%- for metric, formula in described.items() if not formula.events %}
    or (metric = '{{ metric }}' and median_value is not null)
    {%- endfor %}
