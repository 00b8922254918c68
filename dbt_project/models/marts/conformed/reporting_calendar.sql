-- One row per local date from the first data to the end of the running year.
select
    report_date,
    day_of_week,
    month_name,
    week_start_date,
    month_start_date,
    quarter_start_date,
    year_start_date,
    day_start_at,
    day_end_at
from {{ ref('int_days') }}
