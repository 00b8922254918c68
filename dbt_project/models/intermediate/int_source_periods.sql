-- One row per source, frequency and period up to as_of: the period before it, and where that one is cut while this one still runs.
{% set zone = "'" ~ reporting_timezone() ~ "'" -%}
with periods as (
    {% for frequency, length in [
        ('day', "interval '1' day"), ('week', "interval '7' day"), ('month', "interval '1' month"), ('quarter', "interval '3' month"), ('year', "interval '1' year")
    ] -%}
    select distinct
        frequency,
        period_start_date,
        cast(period_start_date + {{ length }} - interval '1' day as date) as period_end_date,
        cast(period_start_date - {{ length }} as date) as previous_start_date
    from {{ ref('int_period_dates') }}
    where frequency = '{{ frequency }}'
    {% if not loop.last %}union all
    {% endif %}
    {%- endfor %}
),

-- Local midnights, computed once per date and not in the join below.
bounds as (
    select
        *,
        cast(period_start_date as timestamp) as start_midnight,
        cast(previous_start_date as timestamp) as previous_midnight,
        cast({{ add_days('period_end_date', 1) }} as timestamp) as end_midnight
    from periods
),

instants as (
    select
        frequency,
        period_start_date,
        period_end_date,
        previous_start_date,
        {{ local_to_utc('start_midnight', zone) }} as period_start_at,
        {{ local_to_utc('previous_midnight', zone) }} as previous_start_at,
        {{ local_to_utc('end_midnight', zone) }} as period_end_at
    from bounds
),

source_periods as (
    select
        sources.source,
        sources.source_system,
        sources.as_of,
        instants.*,
        least(instants.period_end_date, sources.last_date) as last_date,
        instants.period_end_at > sources.as_of as is_partial,
        -- How far the period has run, added to the start of the one before.
        {{ add_seconds('instants.previous_start_at', seconds_between('instants.period_start_at', 'sources.as_of')) }} as cut_at
    from {{ ref('int_sources') }} as sources
    inner join instants on instants.period_start_date <= sources.last_date
)

select
    source,
    source_system,
    frequency,
    period_start_date,
    period_end_date,
    last_date,
    is_partial,
    previous_start_date,
    case when is_partial then cut_at end as previous_cut_at,
    case when is_partial then {{ local_date('cut_at') }} end as previous_cut_date,
    -- The same number of dates, for what is known by date only; a shorter period ends before.
    case
        when is_partial then least(
            {{ add_days('previous_start_date', seconds_between('cast(period_start_date as timestamp)', 'cast(last_date as timestamp)') ~ ' / 86400.0') }},
            {{ add_days('period_start_date', -1) }}
        )
    end as previous_last_date,
    as_of
from source_periods
