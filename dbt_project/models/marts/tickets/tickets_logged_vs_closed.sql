-- One row per date, support line, team and pipeline; every date while anything is open or moves.
select
    {{ slicers('place') }},
    report_date,
    as_of,
    start_open_count,
    logged_count,
    net_logged_count,
    reopened_count,
    closed_count,
    removed_count,
    moved_in_count,
    moved_out_count,
    end_open_count
from {{ ref('int_ticket_flow_days') }}
