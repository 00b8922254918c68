-- One row per message of a ticket that is counted: what kind it is, who held the ticket when it was sent, and its place in the ticket.
select
    {{ ticket_columns('tickets', 'states', 'sources') }},
    messages.ticket_id,
    messages.message_id,
    messages.chat_id,
    messages.sent_at,
    {{ local_date('messages.sent_at') }} as sent_date,
    {{ local_hour('messages.sent_at') }} as sent_hour,
    messages.author_type,
    messages.author_id,
    authors.agent_name as author_name,
    coalesce(messages.channel, tickets.channel) as message_channel,
    -- A human reply reaches the customer and no rule wrote it.
    messages.author_type = 'agent' and messages.is_public and not messages.is_automated as is_reply,
    messages.author_type = 'customer' and messages.is_public and not messages.is_automated as is_received,
    messages.author_type = 'agent' and not messages.is_public as is_internal_note,
    messages.author_type <> 'customer' and messages.is_public and (messages.author_type <> 'agent' or messages.is_automated) as is_automated_message,
    row_number() over (
        partition by messages.source, messages.ticket_id
        order by
            messages.sent_at asc,
            case messages.author_type when 'customer' then 1 when 'agent' then 2 when 'ai_agent' then 3 else 4 end asc,
            messages.sequence asc,
            messages.message_id asc
    ) as message_number
from {{ of_touched('all_messages') }} as messages
inner join {{ ref('int_sources') }} as sources on messages.source = sources.source
-- A message whose ticket is not in the export still counts, without what only the ticket knows.
left join {{ of_touched('int_tickets') }} as tickets on messages.source = tickets.source and messages.ticket_id = tickets.ticket_id
left join {{ of_touched('int_ticket_states') }} as states on {{ holds_at('states', 'messages', 'messages.sent_at') }}
left join {{ ref('all_agents') }} as authors on messages.source = authors.source and messages.author_id = authors.agent_id and messages.author_type <> 'customer'
where not coalesce(tickets.is_excluded, false)
