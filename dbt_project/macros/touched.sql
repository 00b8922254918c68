{#- Canonical tables of which rows of a ticket are made, each with the instant at which its rows happened. -#}
{% macro ticket_facts() -%}
    {{ return({'all_tickets': 'created_at', 'all_ticket_events': 'occurred_at', 'all_messages': 'sent_at', 'all_ai_conversations': 'started_at'}) }}
{%- endmacro %}

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
    {%- set names = given.dest_columns | map(attribute='name') | list -%}
    {%- set columns = get_quoted_csv(names) -%}
    {%- set touched = ' where exists (select 1 from ' ~ model_relation('int_touched_tickets') ~ ' as touched where touched.source = old.source and touched.ticket_id = old.ticket_id)' -%}
    {{ return(in_turn([
        'delete from ' ~ given.target_relation ~ ' as old' ~ (touched if adds_to_last_build() else ''),
        'insert into ' ~ given.target_relation ~ ' (' ~ columns ~ ') select ' ~ columns ~ ' from ' ~ given.temp_relation,
    ] + ([set_as_of(given.target_relation)] if 'as_of' in names else []))) }}
{%- endmacro %}

{#- Statement: every row of a relation says how far its source reaches now. -#}
{% macro set_as_of(relation) -%}
    {{ return(adapter.dispatch('set_as_of')(relation)) }}
{%- endmacro %}
