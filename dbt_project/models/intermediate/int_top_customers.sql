-- One row per question (who waits longest, who answers slowest), frequency, period and place 1 to 10: customers by their average, exactly ten places.
{% set period = 'question, source, frequency, period_start_date' -%}
with events as (
    {% for question, model_name, date, seconds in [
        ('wait', 'int_waits', 'replied_date', 'response_seconds'),
        ('response', 'int_customer_responses', 'customer_replied_date', 'customer_response_seconds')
    ] -%}
    select '{{ question }}' as question, {{ slicers('source') }}, {{ slicers('customer') }}, as_of, {{ date }} as event_date, {{ seconds }} as seconds
    from {{ ref(model_name) }}
    where {{ seconds }} is not null and customer_id is not null
    {% if not loop.last %}union all
    {% endif %}
    {%- endfor %}
),

averages as (
    select
        events.question,
        {{ slicers('source') }},
        {{ slicers('customer') }},
        events.as_of,
        periods.frequency,
        periods.period_start_date,
        cast(count(*) as bigint) as event_count,
        {{ sum_of('events.seconds') }} as seconds_sum,
        {{ ratio(sum_of('events.seconds'), 'count(*)') }} as average_seconds
    from events
    inner join {{ ref('int_period_dates') }} as periods on events.event_date = periods.report_date
    group by events.question, {{ slicers('source') }}, {{ slicers('customer') }}, events.as_of, periods.frequency, periods.period_start_date
    having count(*) >= {{ var('top_ten_minimum_events') }}
),

ranked as (
    select
        *,
        cast(row_number() over (partition by {{ period }} order by average_seconds desc, event_count desc, customer_id asc) as bigint) as place,
        cast(rank() over (partition by {{ period }} order by average_seconds desc) as bigint) as rank
    from averages
),

places as (
    select
        *,
        -- The value of the first row left out.
        max(case when place = 11 then average_seconds end) over (partition by {{ period }}) as cutoff_seconds
    from ranked
    where place <= 11
)

select
    question,
    {{ slicers('source') }},
    frequency,
    {{ slicers('customer') }},
    place,
    rank,
    period_start_date,
    as_of,
    coalesce(average_seconds = cutoff_seconds, false) as is_tied_at_cutoff,
    event_count,
    seconds_sum,
    average_seconds
from places
where place <= 10
