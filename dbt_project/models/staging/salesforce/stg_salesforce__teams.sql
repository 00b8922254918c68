-- One row per queue and public group, and per queue that only cases speak of.
with raw as (
    {{ salesforce_records('groups') }}
),

named as (
    select
        _source as source,
        {{ salesforce_id('id') }} as team_id,
        coalesce({{ to_text('name') }}, {{ to_text('developername') }}) as team_name
    from raw
    where type in ('Queue', 'Regular')
),

spoken_of as (
    select source, queue_id as team_id
    from {{ ref('stg_salesforce__cases') }}
    where queue_id is not null
    union distinct
    select source, new_team_id as team_id
    from {{ ref('stg_salesforce__owner_changes') }}
    where new_team_id is not null
)

select
    coalesce(named.source, spoken_of.source) as source,
    coalesce(named.team_id, spoken_of.team_id) as team_id,
    named.team_name,
    cast(null as bigint) as support_line,
    cast(null as {{ dbt.type_string() }}) as attributes
from named
full outer join spoken_of on named.source = spoken_of.source and named.team_id = spoken_of.team_id
