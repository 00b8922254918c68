-- One row per closing date, resolver, channel and team; each closed counted ticket once, on its last close.
{% set dimensions = 'source, source_system, resolver_type, resolver_id, resolver_name, channel, team_id, team_name, closed_date, as_of' -%}
select
    {{ dimensions }},
    cast(count(*) as bigint) as resolved_conversation_count
from {{ ref('int_ticket_resolvers') }}
group by {{ dimensions }}
