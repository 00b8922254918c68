-- One row per engagement in a live channel. In e-mail an engagement lasts as long as the assignment: that is no work on the ticket.
with raw as (
    {{ newest('zendesk', 'engagements') }}
)

select
    _source as source,
    {{ to_text('agent_id') }} as agent_id,
    {{ to_text('ticket_id') }} as ticket_id,
    {{ to_instant('engagement_start_time', "'UTC'") }} as started_at,
    -- Two engagements of one agent and ticket that begin at once are one.
    max({{ to_instant('engagement_end_time', "'UTC'") }}) as ended_at,
    'handling_time' as handling_basis
from raw
where engagement_end_time is not null and upper(coalesce(channel, '')) not in ('SUPPORT', 'EMAIL', 'TICKET')
group by _source, agent_id, ticket_id, engagement_start_time
