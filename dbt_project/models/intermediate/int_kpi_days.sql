-- One row per metric, scope (account, team, agent) and local date with something to count; a date on which a period before is cut stands in two parts.
{% set kpis = [] -%}
{% do kpi_rows(kpis) -%}
with cuts as (
    -- A day, week, month, quarter and year are never cut on one date.
    select source, previous_cut_date as cut_date, previous_cut_at as cut_at
    from {{ ref('int_source_periods') }}
    where is_partial and previous_cut_date < period_start_date
),

-- Each relation is read once, its metrics side by side; then each metric is a row.
metric_days as (
    {% for rows in kpis -%}
    select
        sums.source,
        names.metric,
        sums.team_id,
        sums.agent_id,
        sums.report_date,
        sums.is_after_cut,
        '{{ 'last_date' if rows.is_stock else 'instant' if rows.at else 'dates' }}' as compared_to,
        case names.metric{% for metric in rows.metrics %} when '{{ metric }}' then sums.numerator_{{ loop.index }}{% endfor %} end as numerator,
        case names.metric{% for metric in rows.metrics %} when '{{ metric }}' then sums.denominator_{{ loop.index }}{% endfor %} end as denominator
    from (
        select
            source,
            team_id,
            agent_id,
            report_date,
            is_after_cut{% for metric in rows.metrics %},
            sum(numerator_{{ loop.index }}) as numerator_{{ loop.index }},
            sum(denominator_{{ loop.index }}) as denominator_{{ loop.index }}{% endfor %}
        from (
            select
                facts.source,
                facts.team_id,
                {{ kpi_agent_id(rows.agent) }} as agent_id,
                cast(facts.{{ rows.date }} as date) as report_date,
                {{ 'coalesce(facts.' ~ rows.at ~ ' >= cuts.cut_at, false)' if rows.at else 'false' }} as is_after_cut{% for parts in rows.metrics.values() %},
                cast({{ parts[0] }} as double) as numerator_{{ loop.index }},
                cast({{ parts[1] or 'null' }} as double) as denominator_{{ loop.index }}{% endfor %}
            from {{ kpi_facts(rows) }}
            {% if rows.at %}left join cuts on facts.source = cuts.source and facts.{{ rows.date }} = cuts.cut_date{% endif %}
            where facts.{{ rows.date }} is not null and ({{ rows.where }})
        ) as counted
        group by source, team_id, agent_id, report_date, is_after_cut
    ) as sums
    cross join ({% for metric in rows.metrics %}select '{{ metric }}' as metric{{ ' union all ' if not loop.last }}{% endfor %}) as names
    {% if not loop.last %}union all
    {% endif %}
    {%- endfor %}
),

scoped as (
    select
        metric_days.*,
        scopes.scope_type,
        {{ kpi_scope_id('metric_days.source', 'metric_days.team_id', 'metric_days.agent_id') }} as scope_id
    from metric_days
    cross join {{ kpi_scopes() }}
)

select
    source,
    metric,
    scope_type,
    scope_id,
    report_date,
    is_after_cut,
    compared_to,
    sum(numerator) as numerator,
    sum(denominator) as denominator
from scoped
where scope_id is not null
group by source, metric, scope_type, scope_id, report_date, is_after_cut, compared_to
