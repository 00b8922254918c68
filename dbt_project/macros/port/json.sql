{#- Is a value in a JSON list of texts? -#}
{% macro json_list_has(list, value) -%}
    {{ return(adapter.dispatch('json_list_has')(list, value)) }}
{%- endmacro %}
{% macro default__json_list_has(list, value) -%}
    list_contains(from_json({{ list }}, '["VARCHAR"]'), {{ value }})
{%- endmacro %}
{% macro spark__json_list_has(list, value) -%}
    array_contains(from_json({{ list }}, 'array<string>'), {{ value }})
{%- endmacro %}

{#- Two JSON objects made one; the names of the second win. -#}
{% macro json_merge(first, second) -%}
    {{ return(adapter.dispatch('json_merge')(first, second)) }}
{%- endmacro %}
{% macro default__json_merge(first, second) -%}
    cast(case
        when {{ second }} is null or not coalesce(json_valid({{ first }}), false) then coalesce({{ second }}, {{ first }})
        else json_merge_patch({{ first }}, {{ second }})
    end as varchar)
{%- endmacro %}
{% macro spark__json_merge(first, second) -%}
    to_json(map_concat(
        coalesce(from_json({{ first }}, 'map<string,string>'), map()),
        coalesce(from_json({{ second }}, 'map<string,string>'), map())
    ))
{%- endmacro %}

{#- Text of one value inside JSON text, by JSON path ('$.assignee.id'); NULL where there is none. Objects and lists come as JSON text. -#}
{% macro json_text(value, path) -%}
    {{ return(adapter.dispatch('json_text')(value, path)) }}
{%- endmacro %}
{% macro default__json_text(value, path) -%}
    json_extract_string({{ value }}, '{{ path }}')
{%- endmacro %}
{% macro spark__json_text(value, path) -%}
    get_json_object({{ value }}, '{{ path }}')
{%- endmacro %}

{#- Select item that makes a row of each item of a JSON list, as JSON text; no list, no row. -#}
{% macro json_items(value, path='$') -%}
    {{ return(adapter.dispatch('json_items')(value, path)) }}
{%- endmacro %}
{% macro default__json_items(value, path='$') -%}
    unnest(cast(json_extract({{ value }}, '{{ path }}[*]') as varchar[]))
{%- endmacro %}
{% macro spark__json_items(value, path='$') -%}
    explode(from_json(get_json_object({{ value }}, '{{ path }}'), 'array<string>'))
{%- endmacro %}

{#- Two select items that make a row of each item of a JSON list: its place, from 1, and the item as JSON text. -#}
{% macro json_items_in_order(value, path='$', place='place', item='item') -%}
    {{ return(adapter.dispatch('json_items_in_order')(value, path, place, item)) }}
{%- endmacro %}
{% macro default__json_items_in_order(value, path='$', place='place', item='item') -%}
    unnest(generate_series(1, coalesce(cast(json_array_length({{ value }}, '{{ path }}') as bigint), 0))) as {{ place }},
    {{ json_items(value, path) }} as {{ item }}
{%- endmacro %}
{% macro spark__json_items_in_order(value, path='$', place='place', item='item') -%}
    posexplode(from_json(get_json_object({{ value }}, '{{ path }}'), 'array<string>')) as ({{ place }}, {{ item }})
{%- endmacro %}

{#- Select item that makes a row of each name of a JSON object. -#}
{% macro json_names(value) -%}
    {{ return(adapter.dispatch('json_names')(value)) }}
{%- endmacro %}
{% macro default__json_names(value) -%}
    unnest(json_keys({{ value }}))
{%- endmacro %}
{% macro spark__json_names(value) -%}
    explode(json_object_keys({{ value }}))
{%- endmacro %}

{#- Value of a JSON object under a name that only the row knows, whatever letters it has. -#}
{% macro json_value(object, name) -%}
    {{ return(adapter.dispatch('json_value')(object, name)) }}
{%- endmacro %}
{% macro default__json_value(object, name) -%}
    json_extract_string({{ object }}, concat('$."', replace({{ name }}, '"', '\"'), '"'))
{%- endmacro %}
{% macro spark__json_value(object, name) -%}
    element_at(from_json({{ object }}, 'map<string,string>'), {{ name }})
{%- endmacro %}
