-- One row per call, with the instants of its wall clocks.
{% set clocks = ['vru_entry', 'vru_exit', 'q_start', 'ser_start'] -%}
with dated as (
    select
        *,
        cast(
            case when trim(date) >= '7' then '19' else '20' end
            || substr(trim(date), 1, 2) || '-' || substr(trim(date), 3, 2) || '-' || substr(trim(date), 5, 2)
            as timestamp
        ) as midnight,
        {% for clock in clocks -%}
        {{ clock_seconds("lpad(trim(" ~ clock ~ "), 8, '0')") }} as {{ clock }}_clock,
        {% endfor -%}
        try_cast(q_time as bigint) as queue_seconds,
        try_cast(ser_time as bigint) as service_seconds
    from {{ ref('stg_call_center_log__log_lines') }}
),

timed as (
    select
        *,
        {% for clock in clocks -%}
        -- A call lasts no half day: a clock so far before its entry is of the next date.
        {% set local = add_seconds('midnight', clock ~ '_clock + case when ' ~ clock ~ '_clock < vru_entry_clock - 43200 then 86400 else 0 end') -%}
        {{ local_to_utc(local, '_time_zone') }} as {{ clock }}_at{{ ',' if not loop.last }}
        {% endfor %}
    from dated
),

calls as (
    select
        *,
        case when queue_seconds > 0 then q_start_at else vru_exit_at end as joined_at,
        trim(outcome) = 'AGENT' as is_answered,
        trim(outcome) = 'PHANTOM' as is_phantom,
        -- Nobody was asked for where a call was hung up in the voice response unit, or in the second it joined the queue.
        trim(outcome) <> 'HANG' or queue_seconds > 0 as is_session
    from timed
)

select
    calls._source as source,
    concat(trim(calls.date), '-', trim(calls.{{ adapter.quote('vru+line') }}), '-', trim(calls.call_id)) as call_id,
    nullif({{ to_text('calls.customer_id') }}, '0') as customer_id,
    {{ to_text('calls.type') }} as call_type,
    priorities.priority,
    cast(calls.midnight as date) as log_date,
    -- Some calls came back to the unit after they had joined the queue.
    least(calls.vru_entry_at, calls.joined_at) as entered_at,
    calls.joined_at,
    {{ add_seconds('calls.joined_at', 'calls.queue_seconds') }} as left_at,
    calls.is_session,
    calls.is_phantom,
    calls.is_answered,
    case when calls.is_answered then nullif({{ to_text('calls.server') }}, 'NO_SERVER') end as agent_id,
    -- Without seconds of service its clocks are empty or say nothing.
    case when calls.is_answered and calls.service_seconds > 0 then calls.ser_start_at end as served_at,
    case when calls.is_answered and calls.service_seconds > 0 then {{ add_seconds('calls.ser_start_at', 'calls.service_seconds') }} end as done_at,
    calls._bot_agent_ids,
    calls._rest
from calls
left join {{ ref('priority_words') }} as priorities on priorities.system = 'call_center_log' and trim(calls.priority) = priorities.word
