{#- HMAC-SHA-256 of a text, in hexadecimal; NULL stays NULL. The key is in no SQL: whoever opens the session puts it there,
    as the variables helpdesk_hash_inner and helpdesk_hash_outer (on DuckDB orchestration/hash_key.py does). -#}
{% macro keyed_hash(value) -%}
    {{ return(adapter.dispatch('keyed_hash')(value)) }}
{%- endmacro %}
{% macro default__keyed_hash(value) -%}
    sha256(getvariable('helpdesk_hash_outer') || unhex(sha256(getvariable('helpdesk_hash_inner') || encode({{ value }}))))
{%- endmacro %}
{% macro spark__keyed_hash(value) -%}
    sha2(concat(helpdesk_hash_outer, unhex(sha2(concat(helpdesk_hash_inner, encode({{ value }}, 'UTF-8')), 256))), 256)
{%- endmacro %}
