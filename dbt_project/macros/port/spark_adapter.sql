{#- What dbt-spark does otherwise than this project needs it; its macros of these names give way to those of a project. -#}

{#- The strategies are this project's own. -#}
{% macro dbt_spark_validate_get_incremental_strategy(strategy, file_format) -%}
    {{ return(strategy) }}
{%- endmacro %}
{% macro dbt_spark_get_incremental_sql(strategy, fresh, target_relation, existing, unique_key, predicates) -%}
    {%- set given = {'target_relation': target_relation, 'temp_relation': fresh, 'dest_columns': adapter.get_columns_in_relation(target_relation)} -%}
    {{ return(get_incremental_newest_sql(given) if strategy == 'newest' else get_incremental_touched_tickets_sql(given)) }}
{%- endmacro %}

{#- A comment of a column is a commit of its own, a second each: they stand in the project, and in what is published. -#}
{% macro spark__persist_docs(relation, model, for_relation, for_columns) -%}
{%- endmacro %}

{#- Of a schema whose tables are all Iceberg, two statements tell what one per table would. -#}
{% macro spark__list_relations_without_caching(relation) -%}
    {%- set views = run_query('show views in ' ~ relation.schema).columns[1].values() | list -%}
    {%- set found = [] -%}
    {%- for row in run_query('show tables in ' ~ relation.schema).rows if not row[2] -%}
        {%- do found.append([row[0], row[1], false, 'Type: VIEW' if row[1] in views else 'Provider: iceberg']) -%}
    {%- endfor -%}
    {{ return(found) }}
{%- endmacro %}

{#- As dbt's own, but that a statement without an answer is not asked for one: PyHive has none to give. -#}
{% macro run_query(sql) -%}
    {%- call statement('run_query_statement', fetch_result=adapter.dispatch('has_answer')(sql), auto_begin=false) %}{{ sql }}{% endcall -%}
    {{ return(load_result('run_query_statement').table) }}
{%- endmacro %}
{% macro default__has_answer(sql) -%}
    {{ return(true) }}
{%- endmacro %}
{% macro spark__has_answer(sql) -%}
    {{ return((sql.split() | first | lower) not in ['create', 'drop', 'alter', 'delete', 'insert', 'update', 'merge']) }}
{%- endmacro %}
