-- One row per stretch of a presence status of a user. A user who is in none is offline; that is not written down.
with raw as (
    {{ salesforce_records('user_presences') }}
),

raw_statuses as (
    {{ salesforce_records('presence_statuses') }}
),

presences as (
    select
        _source as source,
        {{ salesforce_id('userid') }} as agent_id,
        {{ salesforce_id('servicepresencestatusid') }} as status_id,
        {{ to_boolean('isaway', 'false') }} as is_away,
        {{ salesforce_instant('statusstartdate') }} as started_at,
        {{ salesforce_instant('statusenddate') }} as ended_at
    from raw
    where not {{ to_boolean('isdeleted', 'false') }}
),

-- After a lost connection a row has no end for ever: the next one ends it, and no session outlasts a day.
bounded as (
    select
        *,
        least(
            coalesce(lead(started_at) over (partition by source, agent_id order by started_at), cast('9999-12-31' as timestamp)),
            {{ add_seconds('started_at', 86400) }}
        ) as bound_at
    from presences
)

select
    bounded.source,
    bounded.agent_id,
    'all' as channel,
    case
        when not bounded.is_away then 'available'
        when lower(statuses.masterlabel) like '%busy%' then 'busy'
        else 'away'
    end as status,
    {{ to_text('statuses.masterlabel') }} as detailed_status,
    bounded.started_at,
    coalesce(
        bounded.ended_at,
        case when sources.exported_at is null or bounded.bound_at < sources.exported_at then bounded.bound_at end
    ) as ended_at
from bounded
inner join {{ ref('stg_lake__sources') }} as sources on bounded.source = sources.source
left join raw_statuses as statuses on bounded.source = statuses._source and bounded.status_id = {{ salesforce_id('statuses.id') }}
