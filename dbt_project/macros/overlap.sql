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

{#- Intervals, one row for each local date that they touch (`report_date`): they meet days on equal dates, which costs nothing however long the calendar is. -#}
{% macro by_local_date(intervals, ended_at='ended_at') -%}
    select dated.*, cast(dated.midnight as date) as report_date
    from (
        select *, {{ dates_between(local_date('started_at'), local_date(ended_at ~ " - interval '1' microsecond")) }} as midnight
        from {{ intervals }}
        where {{ ended_at }} > started_at
    ) as dated
{%- endmacro %}
