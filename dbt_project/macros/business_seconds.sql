{#- Business seconds of spans of tickets: one row per `key` of `spans` (a relation with source, ticket_id, started_at, ended_at and the key).
    Each calendar counts while it was in force; no calendar, no row; outside its hours 0. Two look-ups on the calendar's
    running total instead of a join with every window. `calendars` may name other stretches than those in force. -#}
{% macro business_seconds(spans, key, calendars='int_ticket_calendars') -%}
    select
        {% for column in key %}parts.{{ column }}, {% endfor %}
        cast(floor(sum(
            ends.open_before_micros + case when ends.is_open then {{ micros('parts.ended_at') }} - {{ micros('ends.started_at') }} else 0 end
            - starts.open_before_micros - case when starts.is_open then {{ micros('parts.started_at') }} - {{ micros('starts.started_at') }} else 0 end
        ) / 1000000.0) as bigint) as business_seconds
    from (
        select
            {% for column in key %}spans.{{ column }}, {% endfor %}
            calendars.calendar_id,
            greatest(spans.started_at, calendars.held_from) as started_at,
            least(spans.ended_at, calendars.held_to) as ended_at
        from {{ spans }} as spans
        inner join {{ ref(calendars) }} as calendars
            on spans.source = calendars.source and spans.ticket_id = calendars.ticket_id and calendars.held_to > spans.started_at
            -- An empty span still belongs to the calendar it stands in.
            and (calendars.held_from <= spans.started_at or calendars.held_from < spans.ended_at)
    ) as parts
    inner join {{ ref('int_business_clock') }} as starts
        on parts.source = starts.source and parts.calendar_id = starts.calendar_id and cast(parts.started_at as date) = starts.utc_date
        and starts.started_at <= parts.started_at and parts.started_at < starts.ended_at
    inner join {{ ref('int_business_clock') }} as ends
        on parts.source = ends.source and parts.calendar_id = ends.calendar_id and cast(parts.ended_at as date) = ends.utc_date
        and ends.started_at <= parts.ended_at and parts.ended_at < ends.ended_at
    group by {% for column in key %}parts.{{ column }}{{ ', ' if not loop.last }}{% endfor %}
{%- endmacro %}
