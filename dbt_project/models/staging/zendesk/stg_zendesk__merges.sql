-- One row per ticket that was merged away (its tag says so) and what is known of where to, when and by whom.
with gone as (
    select source, ticket_id
    from {{ ref('stg_zendesk__ticket_rows') }}
    where is_merged
),

raw as (
    {{ newest('zendesk', 'ticket_audits') }}
),

audits as (
    select
        _source as source,
        {{ to_text('ticket_id') }} as ticket_id,
        {{ to_text('author_id') }} as author_id,
        {{ to_instant('created_at', "'UTC'") }} as merged_at,
        via
    from raw
    where {{ json_text('via', '$.source.rel') }} = 'merge' or {{ json_text('via', '$.channel') }} = 'merge'
),

named as (
    select source, ticket_id, author_id, merged_at, {{ json_items('via', '$.source.from.ticket_ids') }} as other_id
    from audits
    union all
    select source, ticket_id, author_id, merged_at, coalesce({{ json_text('via', '$.source.to.ticket_id') }}, {{ json_text('via', '$.source.from.ticket_id') }}) as other_id
    from audits
),

-- The audit of the survivor names those that went, the audit or the comment of those that went names the survivor.
pairs as (
    select gone.source, gone.ticket_id, named.ticket_id as survivor_id, named.merged_at, named.author_id
    from named
    inner join gone on named.source = gone.source and named.other_id = gone.ticket_id
    union all
    select gone.source, gone.ticket_id, named.other_id as survivor_id, named.merged_at, named.author_id
    from named
    inner join gone on named.source = gone.source and named.ticket_id = gone.ticket_id
    union all
    select gone.source, gone.ticket_id, comments.merged_into_ticket_id as survivor_id, comments.sent_at as merged_at, comments.author_id
    from gone
    inner join {{ ref('stg_zendesk__comments') }} as comments on gone.source = comments.source and gone.ticket_id = comments.ticket_id
)

select source, ticket_id, survivor_id, min(merged_at) as merged_at, min(author_id) as author_id
from (
    select *, dense_rank() over (partition by source, ticket_id order by merged_at, survivor_id) as pair_number
    from pairs
    where survivor_id is not null and survivor_id <> ticket_id
) as known
where pair_number = 1
group by source, ticket_id, survivor_id
