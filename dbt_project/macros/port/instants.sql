{#- Instants are stored as UTC without a zone; local wall clocks exist only between these macros. -#}

{#- Wall clock of an instant in a zone. -#}
{% macro utc_to_local(instant, zone) -%}
    {{ return(adapter.dispatch('utc_to_local')(instant, zone)) }}
{%- endmacro %}
{% macro default__utc_to_local(instant, zone) -%}
    timezone({{ zone }}, timezone('UTC', {{ instant }}))
{%- endmacro %}
{% macro spark__utc_to_local(instant, zone) -%}
    from_utc_timestamp({{ instant }}, {{ zone }})
{%- endmacro %}

{#- Instant of a wall clock as the engine reads it; local_to_utc pins gaps and folds. -#}
{% macro engine_local_to_utc(local, zone) -%}
    {{ return(adapter.dispatch('engine_local_to_utc')(local, zone)) }}
{%- endmacro %}
{% macro default__engine_local_to_utc(local, zone) -%}
    timezone('UTC', timezone({{ zone }}, {{ local }}))
{%- endmacro %}
{% macro spark__engine_local_to_utc(local, zone) -%}
    to_utc_timestamp({{ local }}, {{ zone }})
{%- endmacro %}

{#- Instant of a wall clock: the first occurrence in a fold, the offset before it in a gap. `yesterday` has the offset before any change of today. -#}
{% macro local_to_utc(local, zone) -%}
    {%- set yesterday = engine_local_to_utc(local ~ " - interval '1' day", zone) -%}
    {%- set early = '(' ~ yesterday ~ " + interval '1' day)" -%}
    {%- set plain = engine_local_to_utc(local, zone) -%}
    case
        when {{ utc_to_local(early, zone) }} = {{ local }} then {{ early }}
        when {{ utc_to_local(plain, zone) }} = {{ local }} then {{ plain }}
        else {{ early }}
    end
{%- endmacro %}

{#- Whole seconds from one instant to another, floor of the difference; NULL when either is. -#}
{% macro seconds_between(started_at, ended_at) -%}
    {{ return(adapter.dispatch('seconds_between')(started_at, ended_at)) }}
{%- endmacro %}
{% macro default__seconds_between(started_at, ended_at) -%}
    cast(floor((epoch_us({{ ended_at }}) - epoch_us({{ started_at }})) / 1000000.0) as bigint)
{%- endmacro %}
{% macro spark__seconds_between(started_at, ended_at) -%}
    cast(floor((unix_micros({{ ended_at }}) - unix_micros({{ started_at }})) / 1000000.0) as bigint)
{%- endmacro %}

{#- Microseconds since 1970, for exact arithmetic on instants. -#}
{% macro micros(instant) -%}
    {{ return(adapter.dispatch('micros')(instant)) }}
{%- endmacro %}
{% macro default__micros(instant) -%}
    epoch_us({{ instant }})
{%- endmacro %}
{% macro spark__micros(instant) -%}
    unix_micros({{ instant }})
{%- endmacro %}
