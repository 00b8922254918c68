{#- A build adds to the last one when nothing but the exports has changed since: the nightly names what it builds from in HELPDESK_BUILD_DIGEST.
    `built.builds` holds one row after a complete build; a build claims it, and writes it anew when it is complete itself.
    What was broken off, chosen in parts or made of other files leaves no row that the next could claim: that one makes all of it anew. -#}
{% macro begin_build() -%}
    {%- if execute and flags.WHICH in ('build', 'run') -%}
    {%- set digest = env_var('HELPDESK_BUILD_DIGEST', '') -%}
    {{ in_turn([
        'create schema if not exists built',
        'create table if not exists built.builds (digest ' ~ dbt.type_string() ~ ', claimed_by ' ~ dbt.type_string() ~ ')' ~ table_kind(),
        "delete from built.builds where claimed_by <> '' or digest <> '" ~ digest ~ "'" ~ (' or true' if flags.FULL_REFRESH else ''),
        "update built.builds set claimed_by = '" ~ invocation_id ~ "'",
    ]) }}
    {%- endif -%}
{%- endmacro %}

{#- Keep what the next build compares with, once every model stands. -#}
{% macro end_build(results) -%}
    {%- if execute and flags.WHICH in ('build', 'run') and env_var('HELPDESK_BUILD_DIGEST', '') -%}
        {%- set made = results | selectattr('node.resource_type', 'equalto', 'model') | selectattr('status', 'equalto', 'success') | list -%}
        {%- set models = graph.nodes.values() | selectattr('resource_type', 'equalto', 'model') | list -%}
        {%- if made | length == models | length -%}
            {%- set statements = [] -%}
            {%- for name in ['stg_lake__loads', 'int_sources', 'int_customers', 'int_ticket_digests'] + reference_models() -%}
                {%- do statements.append('create or replace table built.' ~ name ~ table_kind() ~ ' as select * from ' ~ model_relation(name)) -%}
            {%- endfor -%}
    {{ in_turn(statements + ['delete from built.builds', "insert into built.builds values ('" ~ env_var('HELPDESK_BUILD_DIGEST') ~ "', '')"]) }}
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
    {{ return(run_query("select 1 from built.builds where claimed_by = '" ~ invocation_id ~ "'").rows | length > 0) }}
{%- endmacro %}

{#- Keys of the rows that a model and what the last build kept of it do not share. -#}
{% macro differing(name, keys, columns='*') -%}
    {%- for one, other in [(ref(name), 'built.' ~ name), ('built.' ~ name, ref(name))] %}
    select {{ keys }}
    from (
        select {{ columns }} from {{ one }}
        {{ dbt.except() }}
        select {{ columns }} from {{ other }}
    ) as only_here
    {%- if not loop.last %}
    union distinct
    {%- endif %}
    {%- endfor %}
{%- endmacro %}
