{#- A build adds to the last one when nothing but the exports has changed since: the nightly names what it builds from in HELPDESK_BUILD_DIGEST.
    `built.builds` holds one row after a complete build; a build claims it, and writes it anew when it is complete itself.
    What was broken off, chosen in parts or made of other files leaves no row that the next could claim: that one makes all of it anew. -#}
{% macro begin_build() -%}
    {{ return(adapter.dispatch('begin_build')()) }}
{%- endmacro %}
{% macro default__begin_build() -%}
    {%- if execute and flags.WHICH in ('build', 'run') -%}
    create schema if not exists built;
    create table if not exists built.builds (digest varchar, claimed_by varchar);
    delete from built.builds where claimed_by <> '' or digest <> '{{ env_var('HELPDESK_BUILD_DIGEST', '') }}'{{ ' or true' if flags.FULL_REFRESH }};
    update built.builds set claimed_by = '{{ invocation_id }}';
    {%- endif -%}
{%- endmacro %}

{#- Keep what the next build compares with, once every model stands. -#}
{% macro end_build(results) -%}
    {{ return(adapter.dispatch('end_build')(results)) }}
{%- endmacro %}
{% macro default__end_build(results) -%}
    {%- if execute and flags.WHICH in ('build', 'run') and env_var('HELPDESK_BUILD_DIGEST', '') -%}
        {%- set made = results | selectattr('node.resource_type', 'equalto', 'model') | selectattr('status', 'equalto', 'success') | list -%}
        {%- set models = graph.nodes.values() | selectattr('resource_type', 'equalto', 'model') | list -%}
        {%- if made | length == models | length -%}
            {%- for name in ['stg_lake__loads', 'int_sources', 'int_customers'] + reference_models() %}
    create or replace table built.{{ name }} as select * from {{ model_relation(name) }};
            {%- endfor %}
    delete from built.builds;
    insert into built.builds values ('{{ env_var('HELPDESK_BUILD_DIGEST') }}', '');
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}

{#- What rows of any ticket may depend on, besides customers and how far the source reaches. -#}
{% macro reference_models() -%}
    {{ return(['all_agents', 'all_teams', 'all_stages', 'all_schedules', 'all_schedule_exceptions', 'int_pipelines', 'int_calendars']) }}
{%- endmacro %}

{% macro model_relation(name) -%}
    {{ return(graph.nodes['model.' ~ project_name ~ '.' ~ name].relation_name if execute else name) }}
{%- endmacro %}

{#- Whether this run adds to the last build; models of unit tests stand alone. While dbt parses it does, so that dbt sees all that is read. -#}
{% macro adds_to_last_build() -%}
    {%- if not execute -%}
        {{ return(true) }}
    {%- endif -%}
    {%- if flags.WHICH not in ('build', 'run') or flags.FULL_REFRESH or model.resource_type != 'model' -%}
        {{ return(false) }}
    {%- endif -%}
    {{ return(adapter.dispatch('is_claimed')()) }}
{%- endmacro %}
{% macro default__is_claimed() -%}
    {{ return(run_query("select 1 from built.builds where claimed_by = '" ~ invocation_id ~ "'").rows | length > 0) }}
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

{#- Incremental strategy of adapters: the rows of a changed key are replaced. The key is that of the raw table. -#}
{% macro get_incremental_newest_sql(given) -%}
    {%- set columns = get_quoted_csv(given.dest_columns | map(attribute='name')) -%}
    {%- set keys = ['source'] + graph.sources['source.' ~ project_name ~ '.' ~ model.sources[0] | join('.')].config.meta.key -%}
    delete from {{ given.target_relation }} as old
    {%- if adds_to_last_build() %}
    where exists (
        select 1 from {{ given.temp_relation }} as fresh
        where {% for key in keys %}fresh.{{ key }} is not distinct from old.{{ key }}{{ ' and ' if not loop.last }}{% endfor %}
    )
    {%- endif %};
    insert into {{ given.target_relation }} ({{ columns }}) select {{ columns }} from {{ given.temp_relation }};
{%- endmacro %}
