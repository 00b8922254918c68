-- One row per frequency, period and person with a response, a close or an answer: sums of what the leaderboard compares.
with deeds as (
    select source, author_id as agent_id, replied_date as deed_date, 'response' as deed, response_seconds as seconds, false as is_good
    from {{ ref('int_waits') }}
    where is_answered
    union all
    select source, owner_id as agent_id, closed_date as deed_date, 'close' as deed, full_close_seconds as seconds, false as is_good
    from {{ ref('int_ticket_outcomes') }}
    where closed_at is not null
    union all
    select source, owner_id as agent_id, closed_date as deed_date, 'first_reply' as deed, 0 as seconds, is_first_reply_resolved as is_good
    from {{ ref('int_first_contacts') }}
    where closed_at is not null
    union all
    select source, agent_id, answered_date as deed_date, 'rating' as deed, 0 as seconds, is_satisfied as is_good
    from {{ ref('int_survey_responses') }}
    where survey_kind = 'csat'
)

select
    deeds.source,
    sources.source_system,
    periods.frequency,
    periods.period_start_date,
    deeds.agent_id,
    agents.agent_name,
    case when sources.knows_messages then {{ count_if("deeds.deed = 'response'") }} end as response_count,
    case when sources.knows_messages then cast(coalesce(sum(case when deeds.deed = 'response' then deeds.seconds end), 0) as bigint) end as response_seconds_sum,
    {{ count_if("deeds.deed = 'close'") }} as closed_ticket_count,
    cast(coalesce(sum(case when deeds.deed = 'close' then deeds.seconds end), 0) as bigint) as resolution_seconds_sum,
    {{ count_if("deeds.deed = 'first_reply'") }} as first_reply_eligible_count,
    {{ count_if("deeds.deed = 'first_reply' and deeds.is_good") }} as first_reply_resolved_count,
    {{ count_if("deeds.deed = 'rating'") }} as rating_count,
    {{ count_if("deeds.deed = 'rating' and deeds.is_good") }} as satisfied_count,
    sources.as_of
from deeds
inner join {{ ref('int_sources') }} as sources on deeds.source = sources.source
inner join {{ ref('int_period_dates') }} as periods on deeds.deed_date = periods.report_date
left join {{ ref('all_agents') }} as agents on deeds.source = agents.source and deeds.agent_id = agents.agent_id
where deeds.agent_id is not null and coalesce(agents.agent_type, 'human') = 'human'
group by deeds.source, sources.source_system, periods.frequency, periods.period_start_date, deeds.agent_id, agents.agent_name, sources.knows_messages, sources.as_of
