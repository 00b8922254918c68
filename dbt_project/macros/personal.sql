{#- What becomes of personal text on its way into canonical: keep, hash or drop. -#}
{% macro personal_text() -%}
    {%- set given = env_var('HELPDESK_PERSONAL_TEXT', '') or 'drop' -%}
    {%- if given not in ['keep', 'hash', 'drop'] -%}
        {{ exceptions.raise_compiler_error('HELPDESK_PERSONAL_TEXT is none of keep, hash, drop: ' ~ given) }}
    {%- endif -%}
    {{ return(given) }}
{%- endmacro %}

{#- A column of an adapter as canonical takes it. Personal text goes no further, but for what reports are about (meta `kept`);
    that there was some still shows: dropped text is empty, not NULL. -#}
{% macro taken(column) -%}
    {%- set meta = column.get('config', {}).get('meta', {}) -%}
    {%- if 'personal' not in meta or 'kept' in meta or personal_text() == 'keep' -%}
        fed.{{ column.name }}
    {%- elif personal_text() == 'hash' -%}
        {{ keyed_hash('fed.' ~ column.name) }} as {{ column.name }}
    {%- else -%}
        case when fed.{{ column.name }} is not null then '' end as {{ column.name }}
    {%- endif -%}
{%- endmacro %}

{#- Id of a person whom an export names by nothing but a name or an address: the same person has the same, and it cannot be read. -#}
{% macro id_of_person(value) -%}
    ('contact-' || substr(md5({{ value }}), 1, 16))
{%- endmacro %}
