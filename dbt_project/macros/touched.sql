{#- Rows of a relation about the tickets that this build makes again; in a full build all of them. -#}
{% macro of_touched(name) -%}
    {%- if adds_to_last_build() -%}
    (
        select rows_of.*
        from {{ ref(name) }} as rows_of
        where exists (
            select 1 from {{ ref('int_touched_tickets') }} as touched
            where touched.source = rows_of.source and touched.ticket_id = rows_of.ticket_id
        )
    )
    {%- else -%}
    {{ ref(name) }}
    {%- endif -%}
{%- endmacro %}

{#- Incremental strategy of ticket-grain models: all rows of a touched ticket are replaced, and every row says how far its source reaches now. -#}
{% macro get_incremental_touched_tickets_sql(given) -%}
    {%- set columns = get_quoted_csv(given.dest_columns | map(attribute='name')) -%}
    delete from {{ given.target_relation }} as old
    {%- if adds_to_last_build() %}
    where exists (
        select 1 from {{ model_relation('int_touched_tickets') }} as touched
        where touched.source = old.source and touched.ticket_id = old.ticket_id
    )
    {%- endif %};
    insert into {{ given.target_relation }} ({{ columns }}) select {{ columns }} from {{ given.temp_relation }};
    {%- if 'as_of' in given.dest_columns | map(attribute='name') %}
    update {{ given.target_relation }} as old set as_of = sources.as_of
    from {{ model_relation('int_sources') }} as sources
    where old.source = sources.source and old.as_of is distinct from sources.as_of;
    {%- endif %}
{%- endmacro %}
