{#- Is a value in a JSON list of texts? -#}
{% macro json_list_has(list, value) -%}
    {{ return(adapter.dispatch('json_list_has')(list, value)) }}
{%- endmacro %}
{% macro default__json_list_has(list, value) -%}
    list_contains(from_json({{ list }}, '["VARCHAR"]'), {{ value }})
{%- endmacro %}
{% macro spark__json_list_has(list, value) -%}
    array_contains(array_compact(from_json({{ list }}, 'array<string>')), {{ value }})
{%- endmacro %}

{#- Two JSON objects made one; the names of the second win, and a null there takes the name away. -#}
{% macro json_merge(first, second) -%}
    {{ return(adapter.dispatch('json_merge')(first, second)) }}
{%- endmacro %}
{% macro default__json_merge(first, second) -%}
    case
        when {{ second }} is null or not coalesce(json_valid({{ first }}), false) then coalesce({{ second }}, {{ first }})
        else cast(json_merge_patch({{ first }}, {{ second }}) as varchar)
    end
{%- endmacro %}
{% macro spark__json_merge(first, second) -%}
    case
        when {{ second }} is null or json_object_keys({{ first }}) is null then coalesce({{ second }}, {{ first }})
        else concat('{', concat_ws(',',
            {{ spark__json_members(first, 'not array_contains(json_object_keys(' ~ second ~ '), name)') }},
            {{ spark__json_members(second, json_value(second, 'name') ~ ' is not null') }}
        ), '}')
    end
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

{#- Select item that makes a row of each item of a JSON list, as text (objects and lists as JSON text); no list, no row. -#}
{% macro json_items(value, path='$') -%}
    {{ return(adapter.dispatch('json_items')(value, path)) }}
{%- endmacro %}
{% macro default__json_items(value, path='$') -%}
    unnest(cast(json_extract_string({{ value }}, '{{ path }}[*]') as varchar[]))
{%- endmacro %}
{% macro spark__json_items(value, path='$') -%}
    explode(from_json(get_json_object({{ value }}, '{{ path }}'), 'array<string>'))
{%- endmacro %}

{#- Two select items that make a row of each item of a JSON list: its place, from 1, and the item as text. -#}
{% macro json_items_in_order(value, path='$', place='place', item='item') -%}
    {{ return(adapter.dispatch('json_items_in_order')(value, path, place, item)) }}
{%- endmacro %}
{% macro default__json_items_in_order(value, path='$', place='place', item='item') -%}
    unnest(generate_series(1, coalesce(cast(json_array_length({{ value }}, '{{ path }}') as bigint), 0))) as {{ place }},
    {{ json_items(value, path) }} as {{ item }}
{%- endmacro %}
{% macro spark__json_items_in_order(value, path='$', place='place', item='item') -%}
    inline(transform(
        from_json(get_json_object({{ value }}, '{{ path }}'), 'array<string>'),
        (one, before) -> struct(cast(before + 1 as bigint) as place, one as item)
    )) as ({{ place }}, {{ item }})
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
    json_extract_string({{ object }}, '/' || replace(replace({{ name }}, '~', '~0'), '/', '~1'))
{%- endmacro %}
{% macro spark__json_value(object, name) -%}
    element_at(from_json({{ object }}, 'map<string,string>'), {{ name }})
{%- endmacro %}

{#- The members of a JSON object whose `name` meets a condition, as one text. A path knows no name with ? or ' in it: such a value becomes a text. -#}
{% macro spark__json_members(object, condition) -%}
    nullif(concat_ws(',', transform(
        filter(json_object_keys({{ object }}), name -> {{ condition }}),
        name -> concat({{ spark__json_quoted('name') }}, ':', coalesce(
            get_json_object(concat('[', {{ object }}, ']'), concat('$[*][\'', name, '\']')), {{ spark__json_quoted(json_value(object, 'name')) }}
        ))
    )), '')
{%- endmacro %}
{% macro spark__json_quoted(value) -%}
    regexp_extract(to_json(array({{ value }})), '^.(.*).$', 1)
{%- endmacro %}
