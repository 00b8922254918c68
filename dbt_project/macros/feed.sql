{#- A canonical table: the adapters of every system in use that fills this entity, in the columns of the model's own contract. -#}
{% macro feed(entity) -%}
    {%- set adapters = [] -%}
    {%- for system in var('systems') if entity in var('feeds').get(system, []) -%}
        {%- do adapters.append(ref('stg_' ~ system ~ '__' ~ entity)) -%}
    {%- endfor -%}
    {%- for adapter_relation in adapters %}
    select {{ model.columns.keys() | join(', ') }} from {{ adapter_relation }}
    {% if not loop.last %}union all{% endif %}
    {%- else %}
    select {% for column in model.columns.values() %}cast(null as {{ column.data_type }}) as {{ column.name }}{{ ', ' if not loop.last }}{% endfor %}
    where false
    {%- endfor %}
{%- endmacro %}
