-- One row per conversation that was merged away. Both sides only say that it happened: they are the two of one contact within five seconds.
with marks as (
    select parts.source, parts.ticket_id, parts.part_id, parts.part_number, parts.part_type, parts.created_at, parts.author_type, parts.author_id, records.customer_id
    from {{ ref('stg_intercom__parts') }} as parts
    inner join {{ ref('stg_intercom__conversation_records') }} as records on parts.source = records.source and parts.ticket_id = records.ticket_id
    where parts.part_type in ('merged_primary_conversation', 'merged_secondary_conversation')
)

select
    merged.source,
    merged.ticket_id,
    min(merged.created_at) as merged_at,
    min(merged.author_type) as author_type,
    min(merged.author_id) as author_id,
    min(surviving.ticket_id) as surviving_ticket_id
from marks as merged
inner join marks as surviving
    on
        merged.source = surviving.source
        and merged.customer_id = surviving.customer_id
        and merged.ticket_id <> surviving.ticket_id
        and surviving.created_at between merged.created_at - interval '5' second and merged.created_at + interval '5' second
where merged.part_type = 'merged_secondary_conversation' and surviving.part_type = 'merged_primary_conversation'
group by merged.source, merged.ticket_id
-- Of several possible survivors none is certain.
having count(distinct surviving.ticket_id) = 1
