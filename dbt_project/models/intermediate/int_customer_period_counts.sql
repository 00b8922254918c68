-- One row per month, quarter or year, segment and contact with support: customers at the start, won, lost and at the end.
with periods as (
    select dates.frequency, dates.period_start_date, max(days.report_date) as period_end_date, max(days.day_end_at) as period_end_at
    from {{ ref('int_period_dates') }} as dates
    inner join {{ ref('int_days') }} as days on dates.report_date = days.report_date
    where dates.frequency in ('month', 'quarter', 'year')
    group by dates.frequency, dates.period_start_date
),

stretches as (
    select
        stretches.*,
        periods.frequency,
        periods.period_start_date,
        periods.period_end_date,
        periods.period_end_at > sources.as_of as is_partial,
        sources.source_system,
        sources.as_of,
        coalesce(stretches.first_contact_date <= periods.period_end_date, false) as has_contacted_support,
        stretches.started_date < periods.period_start_date as is_of_start,
        coalesce(stretches.lost_date <= periods.period_end_date, false) as is_lost
    from {{ ref('int_customer_stretches') }} as stretches
    inner join {{ ref('int_sources') }} as sources on stretches.source = sources.source
    inner join periods
        on stretches.started_date <= periods.period_end_date
        and (stretches.lost_date is null or stretches.lost_date >= periods.period_start_date)
        and periods.period_start_date <= sources.last_date
)

select
    source,
    source_system,
    frequency,
    segment,
    period_start_date,
    as_of,
    has_contacted_support,
    is_partial,
    {{ count_if('is_of_start') }} as start_customer_count,
    {{ count_if('not is_of_start') }} as new_customer_count,
    {{ count_if('is_of_start and is_lost') }} as lost_customer_count,
    {{ count_if('not is_of_start and is_lost') }} as lost_new_customer_count,
    {{ count_if('not is_lost') }} as end_customer_count
from stretches
group by source, source_system, frequency, segment, period_start_date, as_of, has_contacted_support, is_partial
