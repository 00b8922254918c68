{#- Seconds that two sets of stretches of agents share, per agent and date: one row each. Neither set overlaps itself. -#}
{% macro shared_seconds(first, second) -%}
    select
        a.source,
        a.agent_id,
        a.report_date,
        {{ sum_of(seconds_between('greatest(a.started_at, b.started_at)', 'least(a.ended_at, b.ended_at)')) }} as seconds
    from {{ first }} as a
    inner join {{ second }} as b
        on a.source = b.source and a.agent_id = b.agent_id and a.report_date = b.report_date
        and b.started_at < a.ended_at and b.ended_at > a.started_at
    group by a.source, a.agent_id, a.report_date
{%- endmacro %}
