{#- Business seconds of spans of tickets: one row per `key` of `spans` (a relation with source, ticket_id, started_at, ended_at and the key).
    Each calendar counts while it was in force; no calendar, no row; outside its hours 0. The calendar's running total is
    looked up at both ends, instead of a join with every window. `calendars` may name other stretches than those in force. -#}
{% macro business_seconds(spans, key, calendars='int_ticket_calendars') -%}
    select
        {% for column in key %}ends.{{ column }}, {% endfor %}
        -- Open time of the calendar up to an instant: at the end less at the start.
        cast(floor(sum(ends.direction * (
            clock.open_before_micros + case when clock.is_open then {{ micros('ends.at_instant') }} - {{ micros('clock.started_at') }} else 0 end
        )) / 1000000.0) as bigint) as business_seconds
    from ({{ span_ends(spans, calendars) }}) as ends
    inner join {{ ref('int_business_clock') }} as clock
        on ends.source = clock.source and ends.calendar_id = clock.calendar_id
        -- The date narrows it to a few stretches.
        and cast(ends.at_instant as date) = clock.utc_date
        and clock.started_at <= ends.at_instant and ends.at_instant < clock.ended_at
    group by {% for column in key %}ends.{{ column }}{{ ', ' if not loop.last }}{% endfor %}
    -- An end that the clock does not reach gives no row rather than a wrong sum.
    having sum(ends.direction) = 0
{%- endmacro %}

{#- Both ends of each stretch of a span in which one calendar was in force: an instant, and 1 for the end, -1 for the start.
    One look-up for both: with one for each, an engine may join all of the clock with all of it first. -#}
{% macro span_ends(spans, calendars) -%}
    select
        spans.*,
        calendars.calendar_id,
        directions.direction,
        case
            when directions.direction > 0 then least(spans.ended_at, calendars.held_to)
            else greatest(spans.started_at, calendars.held_from)
        end as at_instant
    from {{ spans }} as spans
    inner join {{ ref(calendars) }} as calendars
        on spans.source = calendars.source and spans.ticket_id = calendars.ticket_id and calendars.held_to > spans.started_at
        -- An empty span still belongs to the calendar it stands in.
        and (calendars.held_from <= spans.started_at or calendars.held_from < spans.ended_at)
    cross join (select 1 as direction union all select -1 as direction) as directions
{%- endmacro %}
