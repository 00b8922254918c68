-- One row per weekday of a calendar of business hours: for the cases that name it, and the default one for the account too.
with raw as (
    {{ salesforce_records('business_hours') }}
),

windows as (
    {% for day in ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] -%}
    select
        _source as source,
        {{ salesforce_id('id') }} as schedule_id,
        {{ to_text('name') }} as schedule_name,
        {{ to_text('timezonesidkey') }} as time_zone,
        {{ to_boolean('isdefault', 'false') }} as is_default,
        {{ loop.index }} as day_of_week,
        substr({{ to_text(day ~ 'StartTime') }}, 1, 5) as start_time,
        -- Midnight to midnight is the whole day.
        substr({{ to_text(day ~ 'EndTime') }}, 1, 5) as end_time
    from raw
    where {{ to_text(day ~ 'StartTime') }} is not null and {{ to_text(day ~ 'EndTime') }} is not null and timezonesidkey is not null
        and {{ to_boolean('isactive', 'true') }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

{% for subject in ['ticket', 'account'] -%}
select
    source,
    schedule_id,
    schedule_name,
    '{{ subject }}' as subject_type,
    '' as subject_id,
    time_zone,
    cast(day_of_week as bigint) as day_of_week,
    start_time,
    end_time,
    cast(null as date) as valid_from_date,
    cast(null as date) as valid_to_date
from windows
{% if subject == 'account' %}where is_default{% endif %}
{{ 'union all' if not loop.last }}
{% endfor %}
