{#- Last value of `expression` that is not NULL, up to the current row. -#}
{% macro last_known(expression, over) -%}
    {{ return(adapter.dispatch('last_known')(expression, over)) }}
{%- endmacro %}
{% macro default__last_known(expression, over) -%}
    last_value({{ expression }} ignore nulls) over ({{ over }} rows between unbounded preceding and current row)
{%- endmacro %}
{% macro spark__last_known(expression, over) -%}
    last_value({{ expression }}, true) over ({{ over }} rows between unbounded preceding and current row)
{%- endmacro %}

{#- 1 = Monday to 7 = Sunday. -#}
{% macro day_of_week(date) -%}
    {{ return(adapter.dispatch('day_of_week')(date)) }}
{%- endmacro %}
{% macro default__day_of_week(date) -%}
    cast(isodow({{ date }}) as bigint)
{%- endmacro %}
{% macro spark__day_of_week(date) -%}
    cast(weekday({{ date }}) + 1 as bigint)
{%- endmacro %}

{#- A date some days later; a wall clock at midnight of a date. -#}
{% macro add_days(date, days) -%}
    {{ return(adapter.dispatch('add_days')(date, days)) }}
{%- endmacro %}
{% macro default__add_days(date, days) -%}
    ({{ date }} + cast({{ days }} as integer))
{%- endmacro %}
{% macro spark__add_days(date, days) -%}
    date_add({{ date }}, cast({{ days }} as integer))
{%- endmacro %}

{#- An instant or wall clock some whole seconds later. -#}
{% macro add_seconds(instant, seconds) -%}
    {{ return(adapter.dispatch('add_seconds')(instant, seconds)) }}
{%- endmacro %}
{% macro default__add_seconds(instant, seconds) -%}
    ({{ instant }} + to_seconds({{ seconds }}))
{%- endmacro %}
{% macro spark__add_seconds(instant, seconds) -%}
    ({{ instant }} + make_dt_interval(0, 0, 0, {{ seconds }}))
{%- endmacro %}

{#- Select item that makes a row of each midnight from `first` to `last`, both in; none where `last` is earlier. -#}
{% macro dates_between(first, last) -%}
    {{ return(adapter.dispatch('dates_between')(first, last)) }}
{%- endmacro %}
{% macro default__dates_between(first, last) -%}
    unnest(generate_series(cast({{ first }} as timestamp), cast({{ last }} as timestamp), interval '1' day))
{%- endmacro %}
{% macro spark__dates_between(first, last) -%}
    explode(case when {{ first }} <= {{ last }} then sequence(cast({{ first }} as timestamp), cast({{ last }} as timestamp), interval '1' day) end)
{%- endmacro %}

{#- Select item that makes a row of each whole number from `first` to `last`; none where `last` is smaller. -#}
{% macro numbers(first, last) -%}
    {{ return(adapter.dispatch('numbers')(first, last)) }}
{%- endmacro %}
{% macro default__numbers(first, last) -%}
    unnest(generate_series({{ first }}, {{ last }}))
{%- endmacro %}
{% macro spark__numbers(first, last) -%}
    explode(case when {{ first }} <= {{ last }} then sequence(cast({{ first }} as bigint), cast({{ last }} as bigint)) end)
{%- endmacro %}

{#- English name of a date's month. -#}
{% macro month_name(date) -%}
    {{ return(adapter.dispatch('month_name')(date)) }}
{%- endmacro %}
{% macro default__month_name(date) -%}
    strftime({{ date }}, '%B')
{%- endmacro %}
{% macro spark__month_name(date) -%}
    date_format({{ date }}, 'MMMM')
{%- endmacro %}

{#- Exact percentiles (linear interpolation) of a value, several from one sorted state; `percentile_of` takes the n-th, from 1. -#}
{% macro percentiles(value, shares) -%}
    {{ return(adapter.dispatch('percentiles')(value, shares)) }}
{%- endmacro %}
{% macro default__percentiles(value, shares) -%}
    quantile_cont(cast({{ value }} as double), [{{ shares | join(', ') }}])
{%- endmacro %}
{% macro spark__percentiles(value, shares) -%}
    percentile({{ value }}, array({{ shares | join(', ') }}))
{%- endmacro %}

{% macro percentile_of(list, place) -%}
    {{ return(adapter.dispatch('percentile_of')(list, place)) }}
{%- endmacro %}
{% macro default__percentile_of(list, place) -%}
    list_element({{ list }}, {{ place }})
{%- endmacro %}
{% macro spark__percentile_of(list, place) -%}
    element_at({{ list }}, {{ place }})
{%- endmacro %}
