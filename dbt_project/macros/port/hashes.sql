{#- HMAC-SHA-256 of a text, in hexadecimal; NULL stays NULL. The key is in no SQL: whoever opens the session puts it there,
    as the variables helpdesk_hash_inner and helpdesk_hash_outer (orchestration/hash_key.py). Spark has had such variables since 4.0;
    before, the key could only stand in texts that it keeps, so it refuses. -#}
{% macro keyed_hash(value) -%}
    {{ return(adapter.dispatch('keyed_hash')(value)) }}
{%- endmacro %}
{% macro default__keyed_hash(value) -%}
    sha256(getvariable('helpdesk_hash_outer') || unhex(sha256(getvariable('helpdesk_hash_inner') || encode({{ value }}))))
{%- endmacro %}
{% macro spark__keyed_hash(value) -%}
    {{ exceptions.raise_compiler_error('HELPDESK_PERSONAL_TEXT=hash: this engine has no place to keep the key; drop or keep') }}
{%- endmacro %}

{#- Number that a row's values make: rows that differ anywhere, be it in which value is missing, make another. Each engine has its own, and may change it. -#}
{% macro row_digest(columns) -%}
    {{ return(adapter.dispatch('row_digest')(columns)) }}
{%- endmacro %}
{% macro default__row_digest(columns) -%}
    hash({{ columns | join(', ') }})
{%- endmacro %}
{% macro spark__row_digest(columns) -%}
    {#- It passes over NULL, wherever it stands. -#}
    xxhash64({% for column in columns %}{{ column }}, {{ column }} is null{{ ', ' if not loop.last }}{% endfor %})
{%- endmacro %}
