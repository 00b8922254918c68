-- One row per change of a ticket. What a ticket was created with is no change, and neither is the same value once more.
select
    changes.source,
    changes.ticket_id,
    changes.occurred_at,
    cast(changes.sequence as bigint) as sequence,
    changes.event_type,
    changes.old_value,
    changes.new_value,
    -- Requesters and contacts are customers unless the team lists them; what has no name was done by a rule.
    case
        when changes.performer_id is null then 'automation'
        when agents.agent_id is null and (changes.performer_id = tickets.customer_id or contacts.customer_id is not null) then 'customer'
        else {{ role("'agent'", 'changes.performer_id') }}
    end as actor_type,
    changes.performer_id as actor_id,
    cast(null as {{ dbt.type_string() }}) as attributes
from {{ ref('stg_freshdesk__changes') }} as changes
left join {{ ref('stg_freshdesk__tickets') }} as tickets on changes.source = tickets.source and changes.ticket_id = tickets.ticket_id
left join {{ ref('stg_freshdesk__listed_agents') }} as agents on changes.source = agents.source and changes.performer_id = agents.agent_id
left join {{ ref('stg_freshdesk__listed_contacts') }} as contacts on changes.source = contacts.source and changes.performer_id = contacts.customer_id
where
    changes.event_type in ('marked_spam', 'deleted', 'restored')
    or (changes.change_number = 1 and coalesce(changes.occurred_at > tickets.created_at, true))
    or (changes.change_number > 1 and changes.new_value is distinct from changes.old_value)
