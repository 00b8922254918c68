-- One row per change of a ticket's status: into another stage, into the bin or out of it.
with changes as (
    select
        changes.*,
        statuses.status_id is not null as is_known_status,
        -- One audit tells of both: the account's own status says more, but nothing of closed and deleted.
        max(case when changes.field_name = 'custom_status_id' and statuses.status_id is not null then 1 else 0 end)
            over (partition by changes.source, changes.audit_id) as has_known_status
    from {{ ref('stg_zendesk__audit_changes') }} as changes
    left join {{ ref('stg_zendesk__statuses') }} as statuses on changes.source = statuses.source and changes.new_value = statuses.status_id
    where changes.field_name in ('status', 'custom_status_id')
),

telling as (
    select
        *,
        case
            when field_name = 'status' and new_value = 'deleted' then 'deleted'
            when field_name = 'status' and old_value = 'deleted' then 'restored'
            when field_name = 'custom_status_id' and is_known_status then 'stage_changed'
            when field_name = 'status' and (has_known_status = 0 or new_value = 'closed') then 'stage_changed'
        end as change
    from changes
)

select
    source,
    ticket_id,
    occurred_at,
    event_number,
    is_creation,
    change,
    -- What stood before is what was changed to before: the words of the two fields differ.
    case
        when change = 'stage_changed' then coalesce(
            lag(new_value) over (partition by source, ticket_id, change order by occurred_at asc, is_creation desc, event_number asc nulls last),
            old_value
        )
    end as old_value,
    case when change = 'stage_changed' then new_value end as new_value,
    author_id,
    is_by_rule
from telling
where change is not null
