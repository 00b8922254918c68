-- One row per metric of durations or scores, scope (account, team, agent), frequency and period with an event: the median and the 90th percentile.
{% set kpis = [] -%}
{% do kpi_rows(kpis) -%}
{% set queries = [] -%}
{%- for rows in kpis -%}
{%- for metric, parts in rows.metrics.items() if parts | length == 3 -%}
{%- set query -%}
select
    source,
    '{{ metric }}' as metric,
    scope_type,
    scope_id,
    frequency,
    period_start_date,
    {{ percentiles('event_value', [0.5, 0.9]) }} as percentiles
from (
    select
        facts.source,
        scopes.scope_type,
        {{ kpi_scope_id('facts.source', 'facts.team_id', kpi_agent_id(rows.agent)) }} as scope_id,
        periods.frequency,
        periods.period_start_date,
        facts.{{ parts[2] }} as event_value
    from {{ kpi_facts(rows) }}
    inner join {{ ref('int_period_dates') }} as periods on facts.{{ rows.date }} = periods.report_date
    cross join {{ kpi_scopes() }}
    where facts.{{ parts[2] }} is not null and ({{ rows.where }})
) as events
where scope_id is not null
group by source, scope_type, scope_id, frequency, period_start_date
{%- endset -%}
{%- do queries.append(query) -%}
{%- endfor -%}
{%- endfor -%}
select
    source,
    metric,
    scope_type,
    scope_id,
    frequency,
    period_start_date,
    -- What interpolation leaves beyond that is the engine's own.
    round({{ percentile_of('percentiles', 1) }}, 6) as median_value,
    round({{ percentile_of('percentiles', 2) }}, 6) as p90_value
from (
    {{ queries | join('\n\nunion all\n\n') }}
) as periods
