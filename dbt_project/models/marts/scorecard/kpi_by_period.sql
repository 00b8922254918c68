-- One row per metric, frequency, period and scope (account, team, agent), from the first period with data to as_of, empty periods too.
{% set directions = {'lower': 'true', 'higher': 'false'} -%}
{% set described = {} -%}
{% do kpi_metrics(described) -%}
with metrics as (
    -- Unit, direction and target as the mart of the metric says.
    {% for name, metric in described.items() -%}
    {%- set band = var('utilization_band') if name == 'agent_utilization' else metric.get('target', ['null', 'null']) -%}
    select
        '{{ name }}' as metric, '{{ metric.unit }}' as unit,
        cast({{ directions.get(metric.better, 'null') }} as boolean) as is_lower_better,
        cast({{ band[0] }} as double) as target_low, cast({{ band[1] }} as double) as target_high
    {% if not loop.last %}union all
    {% endif %}
    {%- else -%}
    select 'none' as metric, 'none' as unit, true as is_lower_better, 0.0 as target_low, 0.0 as target_high
    {%- endfor %}
)

select
    kpis.source,
    periods.source_system,
    kpis.frequency,
    kpis.metric,
    kpis.scope_type,
    kpis.scope_id,
    metrics.unit,
    metrics.is_lower_better,
    periods.is_partial,
    case
        when kpis.value is null then null
        when kpis.previous_value is null then 'no_baseline'
        when kpis.previous_value <> 0 then 'ok'
        when kpis.value = 0 then 'both_zero'
        else 'from_zero'
    end as change_status,
    case
        when kpis.value < metrics.target_low then 'under'
        when kpis.value > metrics.target_high then 'over'
        when kpis.value between metrics.target_low and metrics.target_high then 'in_band'
    end as target_status,
    metrics.target_low,
    metrics.target_high,
    periods.as_of,
    kpis.period_start_date,
    periods.period_end_date,
    kpis.numerator,
    kpis.denominator,
    kpis.value,
    percentiles.median_value,
    percentiles.p90_value,
    kpis.previous_value,
    kpis.value - kpis.previous_value as change_value,
    {{ ratio('kpis.value - kpis.previous_value', 'kpis.previous_value') }} as change_rate
from {{ ref('int_kpi_periods') }} as kpis
inner join metrics on kpis.metric = metrics.metric
inner join {{ ref('int_source_periods') }} as periods
    on kpis.source = periods.source and kpis.frequency = periods.frequency and kpis.period_start_date = periods.period_start_date
left join {{ ref('int_kpi_percentiles') }} as percentiles
    on {% for column in ['source', 'metric', 'scope_type', 'scope_id', 'frequency', 'period_start_date'] %}kpis.{{ column }} = percentiles.{{ column }}{{ ' and ' if not loop.last }}{% endfor %}
