{#- Newest version of each raw row that is in sight, with what its delivery says (_exported_at, _time_zone, _bot_agent_ids).
    Newest: the record's own update time where the table has one, then exported_at, then the path at which it stood last; where a file was replaced
    without a new exported_at what came last, then the row.
    `key` is an expression over raw_rows in place of the table's key columns. -#}
{% macro newest(system, table, key=none) -%}
    {%- set raw = graph.sources['source.' ~ project_name ~ '.' ~ system ~ '.' ~ table] if execute else none -%}
    {%- set meta = raw.config.meta if execute else {} -%}
    {%- set columns = meta.get('key') or (raw.columns.keys() | list if execute else ['_row']) -%}
    select * from (
        select
            raw_rows.*,
            loads.exported_at as _exported_at,
            loads.time_zone as _time_zone,
            loads.bot_agent_ids as _bot_agent_ids,
            row_number() over (
                partition by raw_rows._source, {% if key %}{{ key }}{% else %}{% for column in columns %}{{ key_text(raw, column) }}{{ ', ' if not loop.last }}{% endfor %}{% endif %}
                order by
                    {# Some shapes of one export write a blank where others write T. -#}
                    {% if meta.get('version') %}replace(raw_rows.{{ adapter.quote(meta.version) }}, ' ', 'T') desc nulls last,{% endif %}
                    loads.exported_at desc nulls last,
                    loads.path desc nulls last,
                    loads.arrived_at desc nulls last,
                    raw_rows._row desc nulls last
            ) as _version
        from {{ rows_to_read(system, table) }} as raw_rows
        inner join {{ ref('stg_lake__loads') }} as loads on raw_rows._load_id = loads.load_id and raw_rows._file = loads.file
    ) as versions
    where _version = 1
{%- endmacro %}

{#- A key column as keys are compared: trimmed, its default where it is empty. -#}
{% macro key_text(raw, column, rows='raw_rows') -%}
    {%- set default = raw.columns[column].config.meta.get('default') if raw else none -%}
    {%- set value = rows ~ '.' ~ adapter.quote(column) -%}
    {%- if default is none -%}trim({{ value }}){%- else -%}coalesce(nullif(trim({{ value }}), ''), '{{ default }}'){%- endif -%}
{%- endmacro %}

{#- Role of an author or agent, with the account's own list of bots on top of what the export says. -#}
{% macro role(kind, agent_id, bot='bot') -%}
    case when {{ json_list_has('_bot_agent_ids', agent_id) }} then '{{ bot }}' else {{ kind }} end
{%- endmacro %}

{#- A word that the raw column accepts, else NULL (the word itself then stands in the row's rest). -#}
{% macro to_word(system, table, column) -%}
    {%- set words = [] -%}
    {%- if execute -%}
        {%- set words = graph.sources['source.' ~ project_name ~ '.' ~ system ~ '.' ~ table].columns[column].config.meta.words -%}
    {%- endif -%}
    case when trim({{ column }}) in ('{{ words | join("', '") }}') then trim({{ column }}) end
{%- endmacro %}
