{#- Several statements one after the other, as the text of a hook or of a step of dbt. -#}
{% macro in_turn(statements) -%}
    {{ return(adapter.dispatch('in_turn')(statements)) }}
{%- endmacro %}
{% macro default__in_turn(statements) -%}
    {{ return(statements | join(';\n')) }}
{%- endmacro %}
{#- Thrift takes one statement at a time: the last is left to dbt. -#}
{% macro spark__in_turn(statements) -%}
    {%- for statement in statements[:-1] %}{% do run_query(statement) %}{% endfor -%}
    {{ return(statements | last) }}
{%- endmacro %}

{#- How a table is made that no model is. -#}
{% macro table_kind() -%}
    {{ return(adapter.dispatch('table_kind')()) }}
{%- endmacro %}
{% macro default__table_kind() -%}
    {{ return('') }}
{%- endmacro %}
{% macro spark__table_kind() -%}
    {{ return(' using iceberg') }}
{%- endmacro %}

{#- Bodies of set_as_of (touched.sql): only one of the two engines updates from another table. -#}
{% macro default__set_as_of(relation) -%}
    update {{ relation }} as old set as_of = sources.as_of
    from {{ model_relation('int_sources') }} as sources
    where old.source = sources.source and old.as_of is distinct from sources.as_of
{%- endmacro %}
{% macro spark__set_as_of(relation) -%}
    merge into {{ relation }} as old
    using {{ model_relation('int_sources') }} as sources on old.source = sources.source
    when matched and old.as_of is distinct from sources.as_of then update set as_of = sources.as_of
{%- endmacro %}
