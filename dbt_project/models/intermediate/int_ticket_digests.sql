-- One row per ticket and what the rows of exports about it add up to: with another sum than in the last build they have changed.
with digests as (
    {% for name in ticket_facts() -%}
    {% set columns = graph.nodes['model.' ~ project_name ~ '.' ~ name].columns | list if execute else ['ticket_id'] -%}
    select source, ticket_id, {{ row_digest(columns) }} as digest
    from {{ ref(name) }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select
    source,
    ticket_id,
    sum(cast(digest as decimal(38, 0))) as digest
from digests
where ticket_id is not null
group by source, ticket_id
