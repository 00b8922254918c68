{#- No two rows share the key (NULL equals NULL). -#}
{% test unique_row(model, key) %}
    select {{ key | join(', ') }}, count(*) as row_count
    from {{ model }}
    group by {{ key | join(', ') }}
    having count(*) > 1
{% endtest %}
