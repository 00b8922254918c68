{#- Every one of the named conditions is true (or undecided) on every row; the row says which is not. -#}
{% test holds(model, laws) %}
    {% for name, condition in laws.items() -%}
    select '{{ name }}' as law, checked.*
    from {{ model }} as checked
    where not ({{ condition }})
    {% if not loop.last %}union all
    {% endif %}
    {%- endfor %}
{% endtest %}
