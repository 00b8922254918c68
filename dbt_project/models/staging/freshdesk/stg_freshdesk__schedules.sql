-- One row per calendar, whom it holds for, and day of the week: the default one for the account, the others for the groups that name them.
with raw as (
    {{ newest('freshdesk', 'business_hours') }}
),

days as (
    {% for day in ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] -%}
    select
        raw.*,
        cast({{ loop.index }} as bigint) as day_of_week,
        lower({{ json_text('working_hours', '$.' ~ day ~ '.start_time') }}) as start_words,
        lower({{ json_text('working_hours', '$.' ~ day ~ '.end_time') }}) as end_words
    from raw
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

clocks as (
    select
        days._source as source,
        {{ to_text('days.id') }} as schedule_id,
        {{ to_text('days.name') }} as schedule_name,
        coalesce(zones.iana_name, {{ to_text('days.time_zone') }}, days._time_zone) as time_zone,
        {{ to_boolean('days.is_default', 'false') }} as is_default,
        days.day_of_week,
        {% for edge in ['start', 'end'] -%}
        -- 8:00 am; 12:30 am is half past midnight.
        concat(
            lpad(cast(
                case when days.{{ edge }}_words like '%m' then cast({{ text_part('days.' ~ edge ~ '_words', '^ *([0-9]+)') }} as bigint) % 12 else cast({{ text_part('days.' ~ edge ~ '_words', '^ *([0-9]+)') }} as bigint) end
                + case when days.{{ edge }}_words like '%pm' then 12 else 0 end as {{ dbt.type_string() }}
            ), 2, '0'),
            ':', {{ text_part('days.' ~ edge ~ '_words', ':([0-9]{2})') }}
        ) as {{ edge }}_time{{ ',' if not loop.last }}
        {% endfor %}
    from days
    left join {{ ref('rails_time_zones') }} as zones on {{ to_text('days.time_zone') }} = zones.rails_name
    where days.start_words is not null and days.end_words is not null
),

subjects as (
    select clocks.*, 'account' as subject_type, '' as subject_id
    from clocks
    where clocks.is_default
    union all
    select clocks.*, 'team' as subject_type, teams.team_id as subject_id
    from clocks
    inner join {{ ref('stg_freshdesk__listed_groups') }} as teams on clocks.source = teams.source and clocks.schedule_id = teams.schedule_id
)

select
    source,
    schedule_id,
    schedule_name,
    subject_type,
    subject_id,
    time_zone,
    day_of_week,
    start_time,
    end_time,
    cast(null as date) as valid_from_date,
    cast(null as date) as valid_to_date
from subjects
