-- One row per part and property that it may have changed: what holds after it.
with parts as (
    select
        parts.*,
        tickets.created_at as ticket_created_at,
        records.ticket_id is not null as is_ticket
    from {{ ref('stg_intercom__parts') }} as parts
    inner join {{ ref('stg_intercom__tickets') }} as tickets on parts.source = tickets.source and parts.ticket_id = tickets.ticket_id
    left join {{ ref('stg_intercom__ticket_records') }} as records on parts.source = records.source and parts.ticket_id = records.ticket_id
),

stages as (
    select
        *,
        case
            when is_ticket then ticket_state
            when part_type = 'close' then 'closed'
            when part_type in ('open', 'assign_and_reopen', 'note_and_reopen', 'unsnoozed', 'timer_unsnooze') then 'open'
            when part_type = 'snoozed' then 'snoozed'
            else state
        end as value
    from parts
)

select
    source, ticket_id, part_id, part_number, created_at, ticket_created_at, author_type, author_id,
    'stage_changed' as event_type,
    value,
    -- What held before the first part that says anything: a ticket's part says it, a conversation begins open.
    case when is_ticket then previous_ticket_state else 'open' end as value_before
from stages
where value is not null
union all
select
    source, ticket_id, part_id, part_number, created_at, ticket_created_at, author_type, author_id,
    case when assigned_word in ('team', 'nobody_team') then 'team_changed' else 'owner_changed' end as event_type,
    case when assigned_word in ('team', 'admin', 'bot') then nullif(assigned_id, '0') end as value,
    cast(null as {{ dbt.type_string() }}) as value_before
from parts
where assigned_word in ('admin', 'bot', 'nobody_admin', 'team', 'nobody_team')
