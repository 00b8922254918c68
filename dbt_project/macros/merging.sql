{#- Table expression: rows of a raw table for an adapter to read. One that keeps its rows of the last build (incremental) reads what new loads bear on:
    every version of the rows whose keys they bring or, if it merges by a key of its own (`raw_keys`), all rows of such a key. -#}
{% macro rows_to_read(system, table) -%}
    {%- if not adds_to_last_build() or (execute and config.get('materialized') != 'incremental') -%}
    {{ source(system, table) }}
    {%- elif execute and merge_keys() -%}
    (
        select every_row.*
        from {{ source(system, table) }} as every_row
        where exists (
            select 1 from {{ changed_merge_keys(system) }} as changed
            where changed._source = every_row._source and changed._merge_key is not distinct from {{ merge_keys().raw_keys[table] }}
        )
    )
    {%- else -%}
    {{ rows_of_changed_keys(system, table) }}
    {%- endif -%}
{%- endmacro %}

{#- Table expression: every version of the rows whose key stands in a load that is new since the last build, or stands elsewhere in the order now.
    Without key columns a row is one by all of its values: those of the loads say it. -#}
{% macro rows_of_changed_keys(system, table) -%}
    {%- set raw = graph.sources['source.' ~ project_name ~ '.' ~ system ~ '.' ~ table] if execute else none -%}
    {%- set fresh -%}
            from {{ source(system, table) }} as fresh
            inner join {{ ref('stg_lake__changed_loads') }} as loads on fresh._load_id = loads.load_id and fresh._file = loads.file
    {%- endset -%}
    {%- if raw and not raw.config.meta.key -%}
    (select fresh.* {{ fresh }})
    {%- else -%}
    (
        select every_row.*
        from {{ source(system, table) }} as every_row
        where exists (
            select 1
            {{ fresh }}
            where fresh._source = every_row._source
            {%- for column in (raw.config.meta.key if raw else []) %}
                and {{ key_text(raw, column, 'fresh') }} is not distinct from {{ key_text(raw, column, 'every_row') }}
            {%- endfor %}
        )
    )
    {%- endif -%}
{%- endmacro %}

{#- First line of an adapter that keeps its rows of the last build and reads several raw tables, several rows of one, or leaves some of them out:
    what it says under one value of its column `merge_key` depends on the raw rows of that value alone, which in each table it reads is `raw_keys[table]`. -#}
{% macro merged_by(merge_key, raw_keys) -%}
    {{ config(materialized='incremental', incremental_strategy='newest', meta={'merge_key': merge_key, 'raw_keys': raw_keys}) }}
{%- endmacro %}

{% macro merge_keys() -%}
    {%- set meta = config.get('meta') or {} -%}
    {{ return(meta if 'merge_key' in meta else none) }}
{%- endmacro %}

{#- Table expression: what new loads bear on, as _source and _merge_key. -#}
{% macro changed_merge_keys(system) -%}
    (
        {%- for table, raw_key in merge_keys().raw_keys.items() %}
        select _source, {{ raw_key }} as _merge_key from {{ rows_of_changed_keys(system, table) }} as {{ table }}
        {%- if not loop.last %}
        union distinct
        {%- endif %}
        {%- endfor %}
    )
{%- endmacro %}

{#- Incremental strategy of adapters: the rows of a changed key are replaced. The key is that of the raw table, else the adapter's own. -#}
{% macro get_incremental_newest_sql(given) -%}
    {%- set columns = get_quoted_csv(given.dest_columns | map(attribute='name')) -%}
    {%- set system = model.sources[0][0] -%}
    {%- set same = [] -%}
    {%- if merge_keys() -%}
        {%- set changed = changed_merge_keys(system) if adds_to_last_build() else '' -%}
        {%- do same.extend(['changed._source = old.source', 'changed._merge_key is not distinct from old.' ~ merge_keys().merge_key]) -%}
    {%- else -%}
        {%- set changed = given.temp_relation -%}
        {%- for key in ['source'] + graph.sources['source.' ~ project_name ~ '.' ~ model.sources[0] | join('.')].config.meta.key -%}
            {%- do same.append('changed.' ~ key ~ ' is not distinct from old.' ~ key) -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(in_turn([
        'delete from ' ~ given.target_relation ~ ' as old'
            ~ (' where exists (select 1 from ' ~ changed ~ ' as changed where ' ~ same | join(' and ') ~ ')' if adds_to_last_build() else ''),
        'insert into ' ~ given.target_relation ~ ' (' ~ columns ~ ') select ' ~ columns ~ ' from ' ~ given.temp_relation,
    ])) }}
{%- endmacro %}
