{#- A reference leads to a row; those that do not are kept and counted: a warning, never an error. -#}
{% test known_reference(model, references) %}
    {% for column, (to, field) in references.items() -%}
    select '{{ column }}' as column_name, pointing.source, pointing.{{ column }} as given_value, count(*) as row_count
    from {{ model }} as pointing
    left join {{ ref(to) }} as target on pointing.source = target.source and pointing.{{ column }} = target.{{ field }}
    where coalesce(pointing.{{ column }}, '') <> '' and target.source is null
    group by pointing.source, pointing.{{ column }}
    {% if not loop.last %}union all
    {% endif %}
    {%- endfor %}
{% endtest %}
