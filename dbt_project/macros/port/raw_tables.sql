{#- Before a build: raw loads as tables, where the engine does not read their files in place. -#}
{% macro open_raw_tables() -%}
    {{ return(adapter.dispatch('open_raw_tables')()) }}
{%- endmacro %}
{% macro default__open_raw_tables() -%}
    {{ return('') }}
{%- endmacro %}

{#- External tables over the lake's folders, made anew each time: Spark remembers which files a table had. -#}
{% macro spark__open_raw_tables() -%}
    {%- if execute and flags.WHICH in ('build', 'run', 'test') -%}
        {%- set read = [] -%}
        {%- for key in selected_resources if key in graph.nodes %}{% do read.extend(graph.nodes[key].depends_on.nodes) %}{% endfor -%}
        {%- for key in graph.sources | sort if key in read -%}
            {%- set raw = graph.sources[key] -%}
            {%- set folder = raw.name if raw.source_name == 'lake' else 'raw/' ~ raw.source_name ~ '/' ~ raw.name -%}
            {%- do run_query('create schema if not exists ' ~ raw.schema) -%}
            {%- do run_query('drop table if exists ' ~ raw.relation_name) -%}
            {%- do run_query('create table ' ~ raw.relation_name ~ ' (' ~ raw_column_types(raw) ~ ') using parquet options (recursiveFileLookup true) location \'' ~ lake_location() ~ '/' ~ folder ~ '\'') -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return('') }}
{%- endmacro %}

{#- Columns of raw Parquet: text but for the loader's own. A book of the loader declares its types. -#}
{% macro raw_column_types(raw) -%}
    {%- set columns = [] -%}
    {%- for name, column in raw.columns.items() -%}
        {%- do columns.append(adapter.quote(name) ~ ' ' ~ (column.data_type if raw.source_name == 'lake' else 'string')) -%}
    {%- endfor -%}
    {%- if raw.source_name != 'lake' -%}
        {%- do columns.extend(['_rest string', '_source string', '_file string', '_row bigint', '_load_id string', '_loaded_at timestamp']) -%}
    {%- endif -%}
    {{ return(columns | join(', ')) }}
{%- endmacro %}

{#- Where the engine finds the lake: in the home folder, or at the address under which executors see that folder. -#}
{% macro lake_location() -%}
    {{ return((env_var('HELPDESK_SPARK_HOME', '') or env_var('HELPDESK_HOME', 'var')) ~ '/lake') }}
{%- endmacro %}
