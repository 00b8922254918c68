{#- The one reporting time zone of the deployment. -#}
{% macro reporting_timezone() -%}
    {{ return(env_var('HELPDESK_REPORTING_TIMEZONE', '') or var('reporting_timezone')) }}
{%- endmacro %}

{#- Local date and local hour of an instant in the reporting time zone. -#}
{% macro local_date(instant) -%}
    {%- if reporting_timezone() == 'UTC' %}cast({{ instant }} as date){% else %}cast({{ utc_to_local(instant, "'" ~ reporting_timezone() ~ "'") }} as date){% endif -%}
{%- endmacro %}
{% macro local_hour(instant) -%}
    cast(extract(hour from {% if reporting_timezone() == 'UTC' %}{{ instant }}{% else %}{{ utc_to_local(instant, "'" ~ reporting_timezone() ~ "'") }}{% endif %}) as bigint)
{%- endmacro %}

{#- Numerator / denominator, NULL when that is 0: the only division of the house. -#}
{% macro ratio(numerator, denominator) -%}
    cast({{ numerator }} as double) / nullif({{ denominator }}, 0)
{%- endmacro %}

{#- Integer sums and counts, as whole numbers on every engine. -#}
{% macro count_if(condition) -%}
    cast(count(case when {{ condition }} then 1 end) as bigint)
{%- endmacro %}
{% macro sum_of(expression) -%}
    cast(sum({{ expression }}) as bigint)
{%- endmacro %}

{#- 1 = Monday to 7 = Sunday, of the day that weeks begin with. -#}
{% macro week_start_number() -%}
    {{ return(['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'].index(var('week_start_day') | lower) + 1) }}
{%- endmacro %}
