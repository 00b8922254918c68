-- One row per ticket that this build makes again: new exports bear on it, or time alone has changed it. A full build asks for none.
{% if adds_to_last_build() -%}
{% set of_account = 'source, source_system, default_schedule_id, knows_messages, knows_reopens, knows_availability, knows_schedules, knows_knowledge_gaps, knows_first_replies' -%}
with changed_sources as (
    -- What any ticket may name: people, stages, calendars, and what the account is known to tell.
    {{ differing('int_sources', 'source', columns=of_account) }}
    union distinct
    {%- for name in reference_models() %}
    {{ differing(name, 'source') }}
    {%- if not loop.last %}
    union distinct
    {%- endif %}
    {%- endfor %}
),

changed_customers as (
    {{ differing('int_customers', 'source, given_customer_id') }}
),

-- How far each source reached at the last build.
last_builds as (
    select sources.source, built.as_of
    from {{ ref('int_sources') }} as sources
    inner join built.int_sources as built on sources.source = built.source
    where sources.as_of is distinct from built.as_of
)

{{ differing('int_ticket_digests', 'source, ticket_id') }}
union distinct
-- Time runs for what is open, and for what is due.
select tickets.source, tickets.ticket_id
from {{ model_relation('int_tickets') }} as tickets
inner join last_builds on tickets.source = last_builds.source
where tickets.is_closed is distinct from true or tickets.first_response_due_at >= last_builds.as_of
{%- for name, instant in ticket_facts().items() %}
union distinct
-- It had come, and waited for an export that covers it.
select facts.source, facts.ticket_id
from {{ ref(name) }} as facts
inner join last_builds on facts.source = last_builds.source
where facts.{{ instant }} >= last_builds.as_of and facts.ticket_id is not null
{%- endfor %}
union distinct
select tickets.source, tickets.ticket_id
from {{ ref('all_tickets') }} as tickets
inner join changed_customers on tickets.source = changed_customers.source and tickets.customer_id = changed_customers.given_customer_id
{%- for name in ['all_tickets', 'all_messages', 'all_ticket_events'] %}
union distinct
select facts.source, facts.ticket_id
from {{ ref(name) }} as facts
inner join changed_sources on facts.source = changed_sources.source
{%- endfor %}
{%- for name in ['int_tickets', 'int_messages', 'int_ticket_changes'] %}
union distinct
-- What is not there any more.
select facts.source, facts.ticket_id
from {{ model_relation(name) }} as facts
inner join changed_sources on facts.source = changed_sources.source
{%- endfor %}
{%- else -%}
select source, ticket_id from {{ ref('int_ticket_digests') }} where false
{%- endif %}
