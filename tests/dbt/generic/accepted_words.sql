{#- Each column holds one of its words or NULL. -#}
{% test accepted_words(model, words) %}
    {% for column, accepted in words.items() -%}
    select '{{ column }}' as column_name, {{ column }} as given_value, count(*) as row_count
    from {{ model }}
    where {{ column }} not in ('{{ accepted | join("', '") }}')
    group by {{ column }}
    {% if not loop.last %}union all
    {% endif %}
    {%- endfor %}
{% endtest %}
