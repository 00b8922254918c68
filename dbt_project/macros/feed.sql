{#- A canonical table: the adapters of every system in use that fills this entity, in the columns of the model's own contract;
    personal text stops here (personal.sql).
    What happened (`instant`) after the newest complete export waits until one covers it, as whole deliveries do. -#}
{% macro feed(entity, instant=none) -%}
    {%- set adapters = [] -%}
    {%- for system in var('systems') if entity in var('feeds').get(system, []) -%}
        {%- do adapters.append(ref('stg_' ~ system ~ '__' ~ entity)) -%}
    {%- endfor -%}
    {%- set watermarks = ref('stg_lake__sources') if instant else none -%}
    {%- for adapter_relation in adapters %}
    select {% for column in model.columns.values() %}{{ taken(column) }}{{ ', ' if not loop.last }}{% endfor %}
    from {{ adapter_relation }} as fed
    {%- if instant %}
    inner join {{ watermarks }} as watermarks on fed.source = watermarks.source
    where fed.{{ instant }} is null or watermarks.exported_at is null or fed.{{ instant }} <= watermarks.exported_at
    {%- endif %}
    {% if not loop.last %}union all{% endif %}
    {%- else %}
    select {% for column in model.columns.values() %}cast(null as {{ column.data_type }}) as {{ column.name }}{{ ', ' if not loop.last }}{% endfor %}
    where false
    {%- endfor %}
{%- endmacro %}
