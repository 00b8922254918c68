{#- Wall clock HH:MM of whole minutes since midnight; 1440 is 24:00. -#}
{% macro minutes_clock(minutes) -%}
    lpad(cast(cast(floor({{ minutes }} / 60) as integer) as {{ dbt.type_string() }}), 2, '0') || ':'
    || lpad(cast(cast({{ minutes }} % 60 as integer) as {{ dbt.type_string() }}), 2, '0')
{%- endmacro %}
