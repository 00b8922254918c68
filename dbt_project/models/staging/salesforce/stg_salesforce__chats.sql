-- One row per chat or messaging session.
select
    sessions.source,
    sessions.session_id as chat_id,
    sessions.case_id as ticket_id,
    coalesce(sessions.contact_id, cases.contact_id) as customer_id,
    case when sessions.owner like '005%' and coalesce(users.user_kind, 'agent') = 'agent' then sessions.owner end as owner_id,
    case when sessions.owner like '00G%' then sessions.owner end as team_id,
    sessions.started_at,
    cast(null as timestamp) as first_any_reply_at,
    -- Where the words of the session are unknown, the instant at which a person took it stands for the first reply.
    sessions.accepted_at as first_human_reply_at,
    sessions.ended_at,
    coalesce(sessions.status = 'Missed', false) as is_missed,
    cast(null as {{ dbt.type_string() }}) as attributes
from {{ ref('stg_salesforce__sessions') }} as sessions
left join {{ ref('stg_salesforce__cases') }} as cases on sessions.source = cases.source and sessions.case_id = cases.case_id
left join {{ ref('stg_salesforce__users') }} as users on sessions.source = users.source and sessions.owner = users.user_id
