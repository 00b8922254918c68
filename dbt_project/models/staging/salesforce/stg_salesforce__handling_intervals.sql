-- One row per stretch in which a user had a case, or a chat of one, from Omni-Channel.
with raw as (
    {{ salesforce_records('agent_works') }}
),

works as (
    select
        _source as source,
        {{ salesforce_id('userid') }} as agent_id,
        {{ salesforce_id('workitemid') }} as work_item_id,
        {{ salesforce_instant('acceptdatetime') }} as started_at,
        {{ salesforce_instant('closedatetime') }} as ended_at
    from raw
    where not {{ to_boolean('isdeleted', 'false') }}
)

select
    works.source,
    works.agent_id,
    coalesce(sessions.case_id, works.work_item_id) as ticket_id,
    works.started_at,
    max(works.ended_at) as ended_at,
    'handling_time' as handling_basis
from works
left join {{ ref('stg_salesforce__sessions') }} as sessions on works.source = sessions.source and works.work_item_id = sessions.session_id
where works.agent_id is not null and works.started_at is not null and works.ended_at >= works.started_at
    and coalesce(sessions.case_id, works.work_item_id) like '500%'
group by works.source, works.agent_id, coalesce(sessions.case_id, works.work_item_id), works.started_at
