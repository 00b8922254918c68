-- One row per comment of a ticket and per message of a chat. Who asks is the customer, agent or not; everyone else is who they are.
with comments as (
    select
        comments.*,
        tickets.requester_id,
        coalesce(agents.agent_type, 'customer') as agent_type
    from {{ ref('stg_zendesk__comments') }} as comments
    left join {{ ref('stg_zendesk__ticket_rows') }} as tickets on comments.source = tickets.source and comments.ticket_id = tickets.ticket_id
    left join {{ ref('stg_zendesk__agents') }} as agents on comments.source = agents.source and comments.author_id = agents.agent_id
    -- A live conversation is one comment, its transcript: no message. Notes that people add to it come by another channel.
    where coalesce(comments.via_channel, '') not in ('chat', 'chat_transcript', 'native_messaging')
)

select
    comments.source,
    comments.comment_id as message_id,
    comments.ticket_id,
    cast(null as {{ dbt.type_string() }}) as chat_id,
    comments.sent_at,
    row_number() over (partition by comments.source, comments.ticket_id, comments.sent_at order by try_cast(comments.comment_id as bigint)) as sequence,
    case
        when comments.author_id = '-1' then 'automation'
        when comments.author_id = comments.requester_id or comments.agent_type = 'customer' then 'customer'
        when comments.agent_type = 'human' then 'agent'
        else comments.agent_type
    end as author_type,
    nullif(comments.author_id, '-1') as author_id,
    comments.is_public,
    coalesce(comments.via_channel = 'rule' or comments.via_rel = 'merge', false) as is_automated,
    -- Agents write in Zendesk's own window, whatever way it goes out: that of the ticket.
    case when comments.author_id = comments.requester_id or comments.agent_type = 'customer' then words.channel end as channel,
    cast(null as {{ dbt.type_string() }}) as attributes
from comments
left join {{ ref('channel_words') }} as words on words.system = 'zendesk' and comments.via_channel = words.word

union all

select
    lines.source,
    lines.chat_id || '-' || cast(lines.line_number as {{ dbt.type_string() }}) as message_id,
    lines.ticket_id,
    lines.chat_id,
    lines.sent_at,
    lines.line_number as sequence,
    case
        when lines.is_by_rule then 'automation'
        when lines.agent_id is null then 'customer'
        when agents.agent_type = 'human' then 'agent'
        else agents.agent_type
    end as author_type,
    case when not lines.is_by_rule then coalesce(lines.agent_id, tickets.requester_id) end as author_id,
    true as is_public,
    false as is_automated,
    'chat' as channel,
    cast(null as {{ dbt.type_string() }}) as attributes
from {{ ref('stg_zendesk__chat_lines') }} as lines
left join {{ ref('stg_zendesk__agents') }} as agents on lines.source = agents.source and lines.agent_id = agents.agent_id
left join {{ ref('stg_zendesk__ticket_rows') }} as tickets on lines.source = tickets.source and lines.ticket_id = tickets.ticket_id
