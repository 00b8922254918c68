-- One row per ticket of the ticket export: wall clocks made instants, names made ids where the API lists the name.
{% set clocks = ['iso', '%d/%m/%Y %H:%M:%S', '%d/%m/%Y %H:%M'] -%}
{% set created = 'trim(' ~ adapter.quote('Created time') ~ ')' -%}
with raw as (
    {{ newest('freshdesk', 'exported_tickets') }}
),

rows_read as (
    select
        *,
        -- Whoever split the creation left the date at midnight and the clock beside it.
        case when {{ created }} like '__/__/____ 00:00' and {{ to_text('time') }} is not null then concat(substr({{ created }}, 1, 10), ' ', trim(time)) else {{ created }} end as created_text,
        coalesce({{ to_text(adapter.quote('Contact ID')) }}, {{ to_text(adapter.quote('Full name')) }}) as contact
    from raw
),

tickets as (
    select
        _source as source,
        {{ to_text(adapter.quote('Ticket ID')) }} as ticket_id,
        {{ to_text('Subject') }} as subject,
        {{ to_text('Status') }} as stage_id,
        {{ to_text('Source') }} as source_type,
        {{ to_text('Priority') }} as priority_word,
        {{ to_text('Type') }} as ticket_type,
        nullif({{ to_text('Agent') }}, 'No Agent') as agent_name,
        nullif({{ to_text(adapter.quote('Group')) }}, 'No Group') as team_name,
        {{ to_text(adapter.quote('Full name')) }} as customer_name,
        nullif({{ to_text(adapter.quote('Company Name')) }}, 'No Company') as company_name,
        lower(contact) as contact,
        {{ to_instant('created_text', format=clocks) }} as created_at,
        {% for column, field in {
            'resolution_due_at': 'Due by Time', 'first_replied_at': 'Initial response time', 'resolved_at': 'Resolved time', 'closed_at': 'Closed time',
        }.items() -%}
        {{ to_instant(adapter.quote(field), format=clocks) }} as {{ column }},
        {% endfor -%}
        {{ to_text(adapter.quote('First response time (in hrs)')) }} as first_response_hours,
        {{ to_text(adapter.quote('Resolution time (in hrs)')) }} as resolution_hours,
        {{ to_integer(adapter.quote('Agent interactions')) }} as agent_interactions,
        {{ to_integer(adapter.quote('Customer interactions')) }} as customer_interactions
    from rows_read
),

agents as (
    select source, agent_name, min(agent_id) as agent_id
    from {{ ref('stg_freshdesk__listed_agents') }}
    group by source, agent_name
),

teams as (
    select source, team_name, min(team_id) as team_id
    from {{ ref('stg_freshdesk__listed_groups') }}
    group by source, team_name
),

contacts as (
    select source, email, min(customer_id) as customer_id
    from {{ ref('stg_freshdesk__listed_contacts') }}
    group by source, email
)

select
    tickets.*,
    coalesce(agents.agent_id, tickets.agent_name) as owner_id,
    coalesce(teams.team_id, tickets.team_name) as team_id,
    -- The export names contacts by their address, which is nothing to hand on.
    coalesce(contacts.customer_id, {{ id_of_person('tickets.contact') }}) as customer_id
from tickets
left join agents on tickets.source = agents.source and tickets.agent_name = agents.agent_name
left join teams on tickets.source = teams.source and tickets.team_name = teams.team_name
left join contacts on tickets.source = contacts.source and tickets.contact = contacts.email
