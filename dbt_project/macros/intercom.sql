{#- Role of an author of Intercom: its AI agent marks what it wrote, Operator is a bot even where it poses as an admin.
    `path` leads to the author in the object, `more` are further places of the mark. -#}
{% macro intercom_role(object, path='$.author', more=[]) -%}
    {%- set marks = [] -%}
    {%- for name in ['from_ai_agent', 'is_ai_answer'] -%}
        {%- do marks.append("coalesce(" ~ json_text(object, path ~ '.' ~ name) ~ ", 'false')") -%}
    {%- endfor -%}
    case
        when {{ json_text(object, path ~ '.type') }} in ('user', 'lead', 'contact', 'visitor') then 'customer'
        when 'true' in ({{ (marks + more) | join(', ') }}) then 'ai_agent'
        when {{ json_text(object, path ~ '.type') }} = 'bot' or {{ json_text(object, path ~ '.email') }} like 'operator+%@intercom.io' then 'bot'
        when {{ json_text(object, path ~ '.type') }} = 'admin' then 'agent'
        else 'automation'
    end
{%- endmacro %}

{#- Category of a ticket's state: the word itself, or inside an object in newer versions. -#}
{% macro intercom_ticket_state(state) -%}
    case when substr({{ state }}, 1, 1) = '{' then {{ json_text(state, '$.category') }} else {{ state }} end
{%- endmacro %}

{#- Wall clock HH:MM of minutes since midnight. -#}
{% macro clock_of_minutes(minutes) -%}
    concat(lpad(cast(cast(floor({{ minutes }} / 60) as bigint) as {{ dbt.type_string() }}), 2, '0'), ':', lpad(cast({{ minutes }} % 60 as {{ dbt.type_string() }}), 2, '0'))
{%- endmacro %}
