-- One row per frequency, period and person: averages, and ranks among those with enough closed tickets.
{% set rankings = [('response', 'average_response_seconds', 'asc'), ('resolution', 'average_resolution_seconds', 'asc'),
    ('first_reply', 'first_reply_resolved_rate', 'desc'), ('satisfaction', 'satisfaction_rate', 'desc')] -%}
{% set period = 'source, frequency, period_start_date' -%}
with averages as (
    select
        *,
        {{ ratio('response_seconds_sum', 'response_count') }} as average_response_seconds,
        {{ ratio('resolution_seconds_sum', 'closed_ticket_count') }} as average_resolution_seconds,
        {{ ratio('first_reply_resolved_count', 'first_reply_eligible_count') }} as first_reply_resolved_rate,
        {{ ratio('satisfied_count', 'rating_count') }} as satisfaction_rate,
        closed_ticket_count >= {{ var('leaderboard_minimum_closed_tickets') }} as is_ranked
    from {{ ref('int_agent_period_scores') }}
),

ranks as (
    select
        *,
        {% for name, value, direction in rankings -%}
        case when is_ranked and {{ value }} is not null then cast(rank() over (
            partition by {{ period }}, is_ranked, {{ value }} is null order by {{ value }} {{ direction }}
        ) as bigint) end as {{ name }}_rank,
        count(*) over (partition by {{ period }}, is_ranked, {{ value }} is null) as {{ name }}_ranked_count{{ ',' if not loop.last }}
        {% endfor %}
    from averages
),

scores as (
    select
        *,
        {% for name, value, direction in rankings %}coalesce({{ ratio(name ~ '_rank', name ~ '_ranked_count') }}, 0){{ ' + ' if not loop.last }}{% endfor %} as score_sum,
        {% for name, value, direction in rankings %}case when {{ name }}_rank is null then 0 else 1 end{{ ' + ' if not loop.last }}{% endfor %} as score_count
    from ranks
),

ends as (
    select periods.frequency, periods.period_start_date, max(days.day_end_at) as period_end_at
    from {{ ref('int_period_dates') }} as periods
    inner join {{ ref('int_days') }} as days on periods.report_date = days.report_date
    group by periods.frequency, periods.period_start_date
)

select
    scores.*,
    teams.team_id,
    teams.team_name,
    {{ ratio('scores.score_sum', 'scores.score_count') }} as overall_score
from scores
inner join ends on scores.frequency = ends.frequency and scores.period_start_date = ends.period_start_date
-- The main team at the end of the period, at most at as_of.
left join {{ ref('int_agent_teams') }} as teams
    on scores.source = teams.source and scores.agent_id = teams.agent_id
    and teams.held_from < least(ends.period_end_at, scores.as_of) and teams.held_to >= least(ends.period_end_at, scores.as_of)
