-- One row per local date, from the first instant of any source to the end of the running year.
with bounds as (
    select
        min({{ local_date('first_at') }}) as first_date,
        max(cast(date_trunc('year', last_date) + interval '1' year - interval '1' day as date)) as end_date
    from {{ ref('int_sources') }}
),

dates as (
    select cast(report_date as date) as report_date
    from (
        select {{ dates_between('first_date', 'end_date') }} as report_date
        from bounds
        where first_date is not null
    ) as days
),

named as (
    select
        report_date,
        {{ day_of_week('report_date') }} as day_of_week,
        cast(date_trunc('month', report_date) as date) as month_start_date,
        cast(date_trunc('quarter', report_date) as date) as quarter_start_date,
        cast(date_trunc('year', report_date) as date) as year_start_date,
        cast(report_date as timestamp) as midnight,
        cast({{ add_days('report_date', 1) }} as timestamp) as next_midnight
    from dates
)

select
    report_date,
    day_of_week,
    {{ month_name('report_date') }} as month_name,
    {{ add_days('report_date', '-((day_of_week - ' ~ week_start_number() ~ ' + 7) % 7)') }} as week_start_date,
    month_start_date,
    quarter_start_date,
    year_start_date,
    {{ local_to_utc('midnight', "'" ~ reporting_timezone() ~ "'") }} as day_start_at,
    {{ local_to_utc('next_midnight', "'" ~ reporting_timezone() ~ "'") }} as day_end_at
from named
