{#- The columns people slice by, once: the dimension sets of the mart contract. -#}
{% macro slicers(set) -%}
    {%- set sets = {
        'source': ['source', 'source_system'],
        'ticket': ['source', 'source_system', 'pipeline_id', 'pipeline_name', 'team_id', 'team_name', 'owner_id', 'owner_name', 'channel', 'source_type', 'ticket_type', 'priority'],
        'ticket_links': ['ticket_id', 'ticket_url', 'customer_id', 'company_id', 'current_owner_id'],
        'customer': ['customer_id', 'customer_name', 'company_id', 'company_name', 'segment'],
        'customer_agent': ['source', 'source_system', 'ai_agent_id', 'channel', 'team_id', 'team_name'],
        'survey': ['source', 'source_system', 'survey_id', 'survey_name', 'survey_kind', 'agent_id', 'agent_name', 'team_id', 'team_name', 'channel', 'pipeline_id', 'pipeline_name', 'source_type', 'ticket_type'],
        'agent': ['source', 'source_system', 'agent_id', 'agent_name', 'team_id', 'team_name'],
        'place': ['source', 'source_system', 'support_line', 'team_id', 'team_name', 'pipeline_id', 'pipeline_name'],
    } -%}
    {{- sets[set] | join(', ') -}}
{%- endmacro %}

{#- Slicers and links of a row about a ticket: what the ticket is now, who held it at the instant of the row.
    `tickets` and `states` are aliases of int_tickets and int_ticket_states, `sources` of int_sources. -#}
{% macro ticket_columns(tickets, states, sources) -%}
    {{ sources }}.source,
    {{ sources }}.source_system,
    {{ tickets }}.pipeline_id,
    {{ tickets }}.pipeline_name,
    {{ states }}.team_id,
    {{ states }}.team_name,
    {{ states }}.owner_id,
    {{ states }}.owner_name,
    {{ tickets }}.channel,
    {{ tickets }}.source_type,
    {{ tickets }}.ticket_type,
    {{ tickets }}.priority,
    {{ tickets }}.ticket_url,
    {{ tickets }}.customer_id,
    {{ tickets }}.company_id,
    {{ tickets }}.current_owner_id,
    {{ tickets }}.created_date,
    {{ tickets }}.closed_date,
    {{ sources }}.as_of
{%- endmacro %}

{#- Join condition: the state that holds at an instant; a change at the very instant has happened. -#}
{% macro holds_at(states, facts, instant) -%}
    {{ states }}.source = {{ facts }}.source
    and {{ states }}.ticket_id = {{ facts }}.ticket_id
    and {{ states }}.held_from <= {{ instant }}
    and {{ states }}.held_to > {{ instant }}
{%- endmacro %}
