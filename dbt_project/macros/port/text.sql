{#- Reading what exports wrote as text; anything unreadable becomes NULL, the loader has named it before. -#}

{#- Instant of an ISO 8601 text; `format` has other patterns in strptime's letters, one or several that are tried in turn,
    "iso" among them for ISO 8601. Without offset it is the wall clock of `zone`. -#}
{% macro to_instant(value, zone='_time_zone', format=none) -%}
    {%- set given = trimmed(value) -%}
    {%- set formats = ['iso'] if format is none else [format] if format is string else format -%}
    {%- set readings = [] -%}
    {%- for one in formats %}{% do readings.append(read_local(given, none if one == 'iso' else one)) %}{% endfor -%}
    {%- set local = readings[0] if readings | length == 1 else 'coalesce(' ~ readings | join(', ') ~ ')' -%}
    case
        {%- if 'iso' in formats %}
        when {{ has_offset(given) }} then {{ read_offset(given) }}
        {%- endif %}
        when {{ zone }} = 'UTC' then {{ local }}
        else {{ local_to_utc('(' ~ local ~ ')', zone) }}
    end
{%- endmacro %}

{% macro has_offset(value) -%}
    {{ return(adapter.dispatch('has_offset')(value)) }}
{%- endmacro %}
{% macro default__has_offset(value) -%}
    regexp_matches({{ value }}, ':[0-9]{2}([.][0-9]+)? ?(Z|z|[+-][0-9]{2}(:?[0-9]{2})?)$')
{%- endmacro %}
{% macro spark__has_offset(value) -%}
    {{ value }} rlike ':[0-9]{2}([.][0-9]+)? ?(Z|z|[+-][0-9]{2}(:?[0-9]{2})?)$'
{%- endmacro %}

{% macro read_offset(value) -%}
    {{ return(adapter.dispatch('read_offset')(value)) }}
{%- endmacro %}
{% macro default__read_offset(value) -%}
    {#- DuckDB reads no blank before an offset, and before 2.0 no offset after minutes. -#}
    {%- set full = "case when substr(" ~ value ~ ", 17, 1) = ':' then " ~ value ~ " else concat(substr(" ~ value ~ ", 1, 16), ':00', substr(" ~ value ~ ", 17)) end" -%}
    timezone('UTC', try_cast(replace(replace(replace(upper({{ full }}), ' Z', 'Z'), ' +', '+'), ' -', '-') as timestamptz))
{%- endmacro %}
{% macro spark__read_offset(value) -%}
    try_cast(regexp_replace(upper({{ value }}), '([T ][0-9]{2}:[0-9]{2}) ?(Z|[+-])', '$1:00$2') as timestamp)
{%- endmacro %}

{% macro read_local(value, format=none) -%}
    {{ return(adapter.dispatch('read_local')(value, format)) }}
{%- endmacro %}
{% macro default__read_local(value, format=none) -%}
    {% if format is none %}case when {{ value }} between '0' and ':' then try_cast({{ value }} as timestamp) end{% else %}try_strptime({{ value }}, '{{ format }}'){% endif %}
{%- endmacro %}
{% macro spark__read_local(value, format=none) -%}
    {%- set letters = {'%d': 'd', '%m': 'M', '%Y': 'yyyy', '%H': 'H', '%I': 'h', '%M': 'mm', '%S': 'ss', '%p': 'a'} -%}
    {%- set pattern = namespace(text=format) -%}
    {%- for letter, word in letters.items() if format is not none %}{% set pattern.text = pattern.text | replace(letter, word) %}{% endfor -%}
    {% if format is none %}case when {{ value }} rlike '^[0-9]{4}-[0-9]{2}-[0-9]{2}([ T][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?)?$' then try_cast({{ value }} as timestamp) end
    {%- else %}try_to_timestamp({{ value }}, '{{ pattern.text }}'){% endif %}
{%- endmacro %}

{#- Trimmed text; empty is NULL. -#}
{% macro to_text(value) -%}
    nullif({{ trimmed(value) }}, '')
{%- endmacro %}

{#- Text without spaces of any width around it. -#}
{% macro trimmed(value) -%}
    {{ return(adapter.dispatch('trimmed')(value)) }}
{%- endmacro %}
{% macro default__trimmed(value) -%}
    trim({{ value }})
{%- endmacro %}
{% macro spark__trimmed(value) -%}
    trim(both ' \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000' from {{ value }})
{%- endmacro %}

{#- Whole number; 5.0 is one, 1.5 is not. -#}
{% macro to_integer(value) -%}
    case when {{ read_number(value) }} = floor({{ read_number(value) }}) then try_cast(floor({{ read_number(value) }}) as bigint) end
{%- endmacro %}

{#- A number as it is written everywhere: engines read more, one 1_000, the other 5d. -#}
{% macro read_number(value) -%}
    {{ return(adapter.dispatch('read_number')(value)) }}
{%- endmacro %}
{% macro default__read_number(value) -%}
    try_cast(translate({{ value }}, '_', '?') as double)
{%- endmacro %}
{% macro spark__read_number(value) -%}
    try_cast(translate({{ value }}, 'dDfF', '????') as double)
{%- endmacro %}

{#- Boolean of the words exports use. -#}
{% macro to_boolean(value, default=none) -%}
    {%- set read = "case when lower(trim(" ~ value ~ ")) in ('true', 't', 'yes', '1') then true when lower(trim(" ~ value ~ ")) in ('false', 'f', 'no', '0') then false end" -%}
    {% if default is none %}{{ read }}{% else %}coalesce({{ read }}, {{ default }}){% endif %}
{%- endmacro %}

{#- Seconds since midnight of a wall clock text HH:MM or HH:MM:SS; 24:00 is the next midnight. -#}
{% macro clock_seconds(value) -%}
    (cast(substr({{ value }}, 1, 2) as bigint) * 3600 + cast(substr({{ value }}, 4, 2) as bigint) * 60 + coalesce(try_cast(nullif(substr({{ value }}, 7, 2), '') as bigint), 0))
{%- endmacro %}

{#- Select item that makes a row of each part of a text that is joined by a delimiter (a letter without meaning in patterns). -#}
{% macro text_items(value, delimiter=';') -%}
    {{ return(adapter.dispatch('text_items')(value, delimiter)) }}
{%- endmacro %}
{% macro default__text_items(value, delimiter=';') -%}
    unnest(string_split({{ value }}, '{{ delimiter }}'))
{%- endmacro %}
{% macro spark__text_items(value, delimiter=';') -%}
    explode(split({{ value }}, '{{ delimiter }}'))
{%- endmacro %}

{#- Text of the first match of a regular expression's first group; NULL where nothing matches. -#}
{% macro text_part(value, pattern) -%}
    {{ return(adapter.dispatch('text_part')(value, pattern)) }}
{%- endmacro %}
{% macro default__text_part(value, pattern) -%}
    nullif(regexp_extract({{ value }}, '{{ pattern }}', 1), '')
{%- endmacro %}
{% macro spark__text_part(value, pattern) -%}
    nullif(regexp_extract({{ value }}, r'{{ pattern }}', 1), '')
{%- endmacro %}

{#- Instant of a number of seconds since 1970, given as text; `unit` is how many of them are a second (1000 for milliseconds). -#}
{% macro epoch_instant(value, unit=1) -%}
    {{ return(adapter.dispatch('epoch_instant')(value, unit)) }}
{%- endmacro %}
{% macro default__epoch_instant(value, unit=1) -%}
    make_timestamp(try_cast(round({{ read_number(value) }} * {{ 1000000 // unit }}) as bigint))
{%- endmacro %}
{% macro spark__epoch_instant(value, unit=1) -%}
    timestamp_micros(try_cast(round({{ read_number(value) }} * {{ 1000000 // unit }}) as bigint))
{%- endmacro %}
