-- The scorecard's sums are what the formulas of the marts say on the marts themselves: by month for the account and for teams, stocks by day.
{{ config(meta={'dagster': {'ref': {'name': 'kpi_by_period'}}}) }}
{% set marts = [
    'response_time', 'owner_response_time', 'customer_wait_time', 'customer_response_time', 'first_response_time', 'tickets_waiting_now', 'chat_wait_time', 'owner_reply_count',
    'ticket_reply_count', 'ticket_exchanges', 'time_of_day', 'ticket_volume', 'support_volume', 'tickets_by_type', 'tickets_by_channel', 'time_to_close', 'resolution_time',
    'resolved_tickets', 'unresolved_tickets', 'tickets_logged_vs_closed', 'open_ticket_age', 'ticket_reopens', 'first_contact_resolution', 'repeat_contacts', 'rep_availability',
    'working_hours_availability', 'agent_utilization', 'customer_satisfaction', 'survey_response_rate', 'net_promoter_score', 'happiness_score', 'feedback_score',
    'customer_agent_handled', 'customer_agent_handled_by_channel', 'customer_agent_handle_rate', 'customer_agent_feedback', 'customer_agent_resolutions',
    'customer_agent_deflections', 'customer_agent_handoffs', 'customer_agent_resolution_time', 'customer_agent_workload'
] -%}
{% set described = {} -%}
{% do kpi_metrics(described) -%}
{% set queries = [] -%}
{% for mart in marts -%}
{% set relation = ref(mart) -%}
-- A message counts for the team at its instant, the daily mart of tickets shows the team of the date's last one.
{% for scope_type, scope_id in [('account', 'source'), ('team', 'team_id')] if mart != 'ticket_reply_count' or scope_type == 'account' -%}
-- The rate of reopens takes its denominator from another mart.
{% for name, metric in described.items() if metric.mart == mart and name != 'reopen_rate' -%}
{% set parts = [] -%}
{% for formula in [metric.numerator, metric.get('denominator', 'sum(null)')] -%}
{% set counted = modules.re.sub('count_if\(([^)]*)\)', 'count(case when \\1 then 1 end)', formula) -%}
{% do parts.append(counted | replace('count_rows()', 'count(*)') | replace('last_sum(', 'sum(')) -%}
{% endfor -%}
{% set query -%}
select
    source,
    '{{ name }}' as metric,
    '{{ 'day' if 'last_sum' in metric.numerator else 'month' }}' as frequency,
    '{{ scope_type }}' as scope_type,
    {{ scope_id }} as scope_id,
    {{ metric.date if 'last_sum' in metric.numerator else "cast(date_trunc('month', " ~ metric.date ~ ") as date)" }} as period_start_date,
    cast({{ parts[0] }} as double) as numerator,
    cast({{ parts[1] }} as double) as denominator
from {{ relation }}
where {{ scope_id }} is not null and {{ metric.date }} is not null and ({{ metric.get('filter', 'true') }})
group by source, {{ scope_id }}, {{ metric.date if 'last_sum' in metric.numerator else "date_trunc('month', " ~ metric.date ~ ")" }}
{%- endset -%}
{% do queries.append(query) -%}
{% endfor -%}
{% endfor -%}
{% endfor -%}
with mart_sums as (
    {{ queries | join('\n\n    union all\n\n    ') or 'select source, metric, frequency, scope_type, scope_id, period_start_date, numerator, denominator from ' ~ ref('kpi_by_period') }}
),

scorecard as (
    select source, metric, frequency, scope_type, scope_id, period_start_date, numerator, denominator
    from {{ ref('kpi_by_period') }}
)

select mart_sums.*, scorecard.numerator as scorecard_numerator, scorecard.denominator as scorecard_denominator
from mart_sums
left join scorecard
    on mart_sums.source = scorecard.source and mart_sums.metric = scorecard.metric and mart_sums.frequency = scorecard.frequency
    and mart_sums.scope_type = scorecard.scope_type and mart_sums.scope_id = scorecard.scope_id and mart_sums.period_start_date = scorecard.period_start_date
where
    abs(coalesce(mart_sums.numerator, 0) - coalesce(scorecard.numerator, 0)) > 0.000001 * abs(coalesce(mart_sums.numerator, 0))
    or coalesce(mart_sums.denominator, 0) <> coalesce(scorecard.denominator, 0)

union all

-- What no mart knows is not counted either.
select mart_sums.*, scorecard.numerator as scorecard_numerator, scorecard.denominator as scorecard_denominator
from scorecard
left join mart_sums
    on scorecard.source = mart_sums.source and scorecard.metric = mart_sums.metric and scorecard.frequency = mart_sums.frequency
    and scorecard.scope_type = mart_sums.scope_type and scorecard.scope_id = mart_sums.scope_id and scorecard.period_start_date = mart_sums.period_start_date
where
    mart_sums.source is null
    and (scorecard.numerator <> 0 or scorecard.denominator <> 0)
    and scorecard.scope_type = 'account'
    and exists (select 1 from mart_sums as others where others.metric = scorecard.metric and others.frequency = scorecard.frequency)
