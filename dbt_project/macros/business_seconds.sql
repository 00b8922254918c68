{#- Business seconds of spans of tickets: one row per `key` of `spans` (a relation with source, ticket_id, started_at, ended_at and the key).
    Each calendar counts while it was in force; no calendar, no row; outside its hours 0. Two look-ups on the calendar's
    running total instead of a join with every window. `calendars` may name other stretches than those in force. -#}
{% macro business_seconds(spans, key, calendars='int_ticket_calendars') -%}
    select
        {% for column in key %}parts.{{ column }}, {% endfor %}
        cast(floor(sum(({{ open_micros('ends', 'parts.part_ended_at') }}) - ({{ open_micros('starts', 'parts.part_started_at') }})) / 1000000.0) as bigint) as business_seconds
    from (
        select
            spans.*,
            calendars.calendar_id,
            greatest(spans.started_at, calendars.held_from) as part_started_at,
            least(spans.ended_at, calendars.held_to) as part_ended_at
        from {{ spans }} as spans
        inner join {{ ref(calendars) }} as calendars
            on spans.source = calendars.source and spans.ticket_id = calendars.ticket_id and calendars.held_to > spans.started_at
            -- An empty span still belongs to the calendar it stands in.
            and (calendars.held_from <= spans.started_at or calendars.held_from < spans.ended_at)
    ) as parts
    inner join {{ ref('int_business_clock') }} as starts on {{ clock_shows('starts', 'parts', 'part_started_at') }}
    inner join {{ ref('int_business_clock') }} as ends on {{ clock_shows('ends', 'parts', 'part_ended_at') }}
    group by {% for column in key %}parts.{{ column }}{{ ', ' if not loop.last }}{% endfor %}
{%- endmacro %}

{#- Join condition: the stretch of a calendar's clock that an instant falls in; the date narrows it to a few. -#}
{% macro clock_shows(clock, parts, instant) -%}
    {{ parts }}.source = {{ clock }}.source and {{ parts }}.calendar_id = {{ clock }}.calendar_id
    and cast({{ parts }}.{{ instant }} as date) = {{ clock }}.utc_date
    and {{ clock }}.started_at <= {{ parts }}.{{ instant }} and {{ parts }}.{{ instant }} < {{ clock }}.ended_at
{%- endmacro %}

{#- Open time of a calendar up to an instant. -#}
{% macro open_micros(clock, instant) -%}
    {{ clock }}.open_before_micros + case when {{ clock }}.is_open then {{ micros(instant) }} - {{ micros(clock ~ '.started_at') }} else 0 end
{%- endmacro %}
