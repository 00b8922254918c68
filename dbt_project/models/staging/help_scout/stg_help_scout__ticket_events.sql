-- One row per change of status, user or team of a conversation, move, merge, spam mark and deletion, as its threads tell them.
{% set nothing = 'cast(null as ' ~ dbt.type_string() ~ ')' -%}
with threads as (
    select threads.*
    from {{ ref('stg_help_scout__threads') }} as threads
    inner join {{ ref('stg_help_scout__tickets') }} as tickets on threads.source = tickets.source and threads.ticket_id = tickets.ticket_id
),

{% set order = 'partition by source, ticket_id order by created_at asc, thread_number asc, thread_id asc' -%}
numbered as (
    select
        *,
        row_number() over ({{ order }}) as thread_place,
        -- A conversation begins active; a thread that changes nothing says so.
        coalesce({{ last_known('status', order) }}, 'active') as status_then,
        case when coalesce(assigned_word, 'user') <> 'team' then assigned_id end as owner_then,
        case when assigned_word = 'team' then assigned_id end as team_then
    from threads
),

before as (
    select
        *,
        coalesce(lag(status_then) over ({{ order }}), 'active') as status_before,
        lag(owner_then) over ({{ order }}) as owner_before,
        lag(team_then) over ({{ order }}) as team_before
    from numbered
),

changes as (
    {% for event_type, name in [('stage_changed', 'status'), ('owner_changed', 'owner'), ('team_changed', 'team')] -%}
    select *, '{{ event_type }}' as event_type, {{ name }}_before as old_value, {{ name }}_then as new_value
    from before
    -- Whoever is named in the first thread has had it from the beginning.
    where {{ name }}_then is distinct from {{ name }}_before {{ '' if name == 'status' else 'and thread_place > 1' }}
    union all
    {% endfor -%}
    select *, case when status_then = 'spam' then 'marked_spam' else 'restored' end as event_type, {{ nothing }} as old_value, {{ nothing }} as new_value
    from before
    where status_then <> status_before and 'spam' in (status_then, status_before)
    union all
    select *, case action_type when 'deletedTicket' then 'deleted' else 'restored' end as event_type, {{ nothing }} as old_value, {{ nothing }} as new_value
    from before
    where action_type in ('deletedTicket', 'restoreTicket')
)

select
    source,
    ticket_id,
    created_at as occurred_at,
    thread_place as sequence,
    event_type,
    old_value,
    new_value,
    author_type as actor_type,
    case when author_type = 'customer' then coalesce(customer_id, author_id) when author_type <> 'automation' then author_id end as actor_id,
    {{ nothing }} as attributes
from changes
union all
select
    merged.source,
    merged.ticket_id,
    merged.merged_at as occurred_at,
    0 as sequence,
    'merged' as event_type,
    {{ nothing }} as old_value,
    merged.surviving_ticket_id as new_value,
    merged.author_type as actor_type,
    merged.author_id as actor_id,
    {{ nothing }} as attributes
from {{ ref('stg_help_scout__merges') }} as merged
inner join {{ ref('stg_help_scout__tickets') }} as tickets on merged.source = tickets.source and merged.ticket_id = tickets.ticket_id
