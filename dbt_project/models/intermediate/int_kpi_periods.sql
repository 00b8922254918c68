-- One row per metric, scope (account, team, agent), frequency and period, empty periods too: its value beside that of the period before.
{% set counts = [] -%}
{% do kpi_counts(counts) -%}
{% set customer_rates = {'customer_churn_rate': 'lost_customer_count', 'customer_retention_rate': 'start_customer_count - lost_customer_count'} -%}
{% set series = ['source', 'metric', 'scope_type', 'scope_id'] -%}
with sums as (
    select
        days.{{ series | join(', days.') }}, periods.frequency, periods.period_start_date,
        sum(days.numerator) as numerator, sum(days.denominator) as denominator
    from {{ ref('int_kpi_days') }} as days
    inner join {{ ref('int_period_dates') }} as dates on days.report_date = dates.report_date
    inner join {{ ref('int_source_periods') }} as periods
        on days.source = periods.source and dates.frequency = periods.frequency and dates.period_start_date = periods.period_start_date
    -- Of a stock only the newest date counts.
    where days.compared_to <> 'last_date' or days.report_date = periods.last_date
    group by days.{{ series | join(', days.') }}, periods.frequency, periods.period_start_date
    {% for metric, numerator in customer_rates.items() -%}
    union all
    select
        source, '{{ metric }}' as metric, 'account' as scope_type, source as scope_id, frequency, period_start_date,
        cast(sum({{ numerator }}) as double) as numerator, cast(sum(start_customer_count) as double) as denominator
    from {{ ref('int_customer_period_counts') }}
    group by source, frequency, period_start_date
    {% endfor %}
),

cut_customers as (
    select
        periods.source, periods.frequency, periods.period_start_date,
        cast(count(*) as bigint) as start_customer_count,
        {{ count_if('stretches.lost_date <= periods.previous_last_date') }} as lost_customer_count
    from {{ ref('int_customer_stretches') }} as stretches
    inner join {{ ref('int_source_periods') }} as periods
        on stretches.source = periods.source and periods.is_partial and periods.frequency in ('month', 'quarter', 'year')
        and stretches.started_date < periods.previous_start_date
        and (stretches.lost_date is null or stretches.lost_date >= periods.previous_start_date)
    group by periods.source, periods.frequency, periods.period_start_date
),

-- The period before: as it was, or as far as a running one has come.
befores as (
    select
        sums.{{ series | join(', sums.') }}, periods.frequency, periods.period_start_date, sums.numerator, sums.denominator
    from sums
    inner join {{ ref('int_source_periods') }} as periods
        on sums.source = periods.source and sums.frequency = periods.frequency and sums.period_start_date = periods.previous_start_date
        and not periods.is_partial
    union all
    select
        days.{{ series | join(', days.') }}, periods.frequency, periods.period_start_date,
        sum(days.numerator) as numerator, sum(days.denominator) as denominator
    from {{ ref('int_kpi_days') }} as days
    inner join {{ ref('int_source_periods') }} as periods
        on days.source = periods.source and periods.is_partial
        and days.report_date >= periods.previous_start_date and days.report_date < periods.period_start_date
        and case days.compared_to
            when 'instant' then days.report_date < periods.previous_cut_date or (days.report_date = periods.previous_cut_date and not days.is_after_cut)
            when 'dates' then days.report_date <= periods.previous_last_date
            else days.report_date = periods.previous_last_date
        end
    group by days.{{ series | join(', days.') }}, periods.frequency, periods.period_start_date
    {% for metric, numerator in customer_rates.items() -%}
    union all
    select
        source, '{{ metric }}' as metric, 'account' as scope_type, source as scope_id, frequency, period_start_date,
        cast({{ numerator }} as double) as numerator, cast(start_customer_count as double) as denominator
    from cut_customers
    {% endfor %}
),

-- A series begins with its first row; what the account counts at the latest with its first ticket.
firsts as (
    select {{ series | join(', ') }}, min(report_date) as first_date
    from {{ ref('int_kpi_days') }}
    group by {{ series | join(', ') }}
    union all
    select tickets.source, names.metric, 'account' as scope_type, tickets.source as scope_id, min(tickets.created_date) as first_date
    from {{ ref('int_created_tickets') }} as tickets
    cross join ({% for metric in counts %}select '{{ metric }}' as metric{{ ' union all ' if not loop.last }}{% endfor %}) as names
    where not tickets.is_excluded
    group by tickets.source, names.metric
    union all
    select customers.source, names.metric, 'account' as scope_type, customers.source as scope_id, min(customers.period_start_date) as first_date
    from {{ ref('int_customer_period_counts') }} as customers
    cross join ({% for metric in customer_rates %}select '{{ metric }}' as metric{{ ' union all ' if not loop.last }}{% endfor %}) as names
    where customers.frequency = 'month'
    group by customers.source, names.metric
),

grid as (
    select
        firsts.{{ series | join(', firsts.') }},
        periods.frequency,
        periods.period_start_date,
        firsts.first_date < periods.period_start_date as has_before,
        firsts.metric in ('{{ counts | join("', '") }}') as is_count
    from (select {{ series | join(', ') }}, min(first_date) as first_date from firsts group by {{ series | join(', ') }}) as firsts
    inner join {{ ref('int_source_periods') }} as periods
        on firsts.source = periods.source and periods.period_end_date >= firsts.first_date
        and (periods.frequency in ('month', 'quarter', 'year') or firsts.metric not in ('{{ customer_rates | join("', '") }}'))
),

filled as (
    select
        grid.*{% for part, prefix in [('sums', ''), ('befores', 'previous_')] %},
        -- Nothing to divide by: nothing there, which is 0. With a denominator an unknown numerator stays unknown.
        case when coalesce({{ part }}.denominator, 0) = 0 then coalesce({{ part }}.numerator, 0) else {{ part }}.numerator end as {{ prefix }}numerator,
        case when not grid.is_count then coalesce({{ part }}.denominator, 0) end as {{ prefix }}denominator{% endfor %}
    from grid
    {% for part in ['sums', 'befores'] -%}
    left join {{ part }} on {% for column in series + ['frequency', 'period_start_date'] %}grid.{{ column }} = {{ part }}.{{ column }}{{ ' and ' if not loop.last }}{% endfor %}
    {% endfor %}
)

select
    {{ series | join(', ') }}, frequency, period_start_date, numerator, denominator,
    case when is_count then numerator else {{ ratio('numerator', 'denominator') }} end as value,
    case when has_before and is_count then previous_numerator when has_before then {{ ratio('previous_numerator', 'previous_denominator') }} end as previous_value
from filled
