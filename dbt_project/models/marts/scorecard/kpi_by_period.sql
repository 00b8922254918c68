-- One row per metric, frequency, period and scope (account, team, agent), from the first period with data to as_of, empty periods too.
{% set directions = {'lower': 'true', 'higher': 'false'} -%}
with metrics as (
    -- Unit, direction and target as the mart of the metric says.
    {% for name, metric in kpi_metrics().items() -%}
    {%- set band = var('utilization_band') if name == 'agent_utilization' else metric.get('target', ['null', 'null']) -%}
    select
        '{{ name }}' as metric,
        '{{ metric.unit }}' as unit,
        cast({{ directions.get(metric.better, 'null') }} as boolean) as is_lower_better,
        cast({{ band[0] }} as double) as target_low,
        cast({{ band[1] }} as double) as target_high
    {% if not loop.last %}union all
    {% endif %}
    {%- else -%}
    select 'none' as metric, 'none' as unit, true as is_lower_better, 0.0 as target_low, 0.0 as target_high
    {%- endfor %}
)

select
    periods.source,
    periods.source_system,
    periods.frequency,
    periods.metric,
    periods.scope_type,
    periods.scope_id,
    metrics.unit,
    metrics.is_lower_better,
    periods.is_partial,
    case
        when periods.value is null then null
        when periods.previous_value is null then 'no_baseline'
        when periods.previous_value <> 0 then 'ok'
        when periods.value = 0 then 'both_zero'
        else 'from_zero'
    end as change_status,
    case
        when periods.value < metrics.target_low then 'under'
        when periods.value > metrics.target_high then 'over'
        when periods.value between metrics.target_low and metrics.target_high then 'in_band'
    end as target_status,
    metrics.target_low,
    metrics.target_high,
    periods.as_of,
    periods.period_start_date,
    periods.period_end_date,
    periods.numerator,
    periods.denominator,
    periods.value,
    percentiles.median_value,
    percentiles.p90_value,
    periods.previous_value,
    periods.value - periods.previous_value as change_value,
    {{ ratio('periods.value - periods.previous_value', 'periods.previous_value') }} as change_rate
from {{ ref('int_kpi_periods') }} as periods
inner join metrics on periods.metric = metrics.metric
left join {{ ref('int_kpi_percentiles') }} as percentiles
    on periods.source = percentiles.source and periods.metric = percentiles.metric and periods.scope_type = percentiles.scope_type
    and periods.scope_id = percentiles.scope_id and periods.frequency = percentiles.frequency and periods.period_start_date = percentiles.period_start_date
