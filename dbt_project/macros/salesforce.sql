{#- An id in its 18 letters, whichever way it was written. The last three say which of the first fifteen are capitals, five at a time;
    fifteen zeros stand where a lookup is empty. -#}
{% macro salesforce_id(value) -%}
    {%- set id = 'trim(' ~ value ~ ')' -%}
    case
        when {{ id }} = '' or {{ id }} like '000000000000000%' then null
        when length({{ id }}) = 15 then {{ id }}
            {%- for first in [1, 6, 11] %} || substr('ABCDEFGHIJKLMNOPQRSTUVWXYZ012345', 1
            {%- for place in range(5) %} + case when substr({{ id }}, {{ first + place }}, 1) between 'A' and 'Z' then {{ 2 ** place }} else 0 end{% endfor %}, 1)
            {%- endfor %}
        else {{ id }}
    end
{%- endmacro %}

{#- Newest version of each record of an object; a record is one whether its id has 15 or 18 letters. -#}
{% macro salesforce_records(table, id='Id') -%}
    {{ newest('salesforce', table, key=salesforce_id('raw_rows.' ~ adapter.quote(id))) }}
{%- endmacro %}

{#- An instant: with its offset as the API writes it, without one it is GMT, whatever the account's time zone. -#}
{% macro salesforce_instant(value) -%}
    {{ to_instant(value, zone="'UTC'") }}
{%- endmacro %}
