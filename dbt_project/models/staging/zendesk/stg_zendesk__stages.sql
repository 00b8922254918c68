-- One row per status: the account's own where it has them, and the six of the system, which closed tickets and older history have.
select
    statuses.source,
    statuses.status_id as stage_id,
    statuses.name as stage_name,
    cast(null as {{ dbt.type_string() }}) as pipeline_id,
    cast(null as {{ dbt.type_string() }}) as pipeline_name,
    words.display_order,
    words.status_category
from {{ ref('stg_zendesk__statuses') }} as statuses
inner join {{ ref('stage_words') }} as words on words.system = 'zendesk' and statuses.category = words.word

union all

select
    sources.source,
    words.word as stage_id,
    case words.word when 'hold' then 'On-hold' else upper(substr(words.word, 1, 1)) || substr(words.word, 2) end as stage_name,
    cast(null as {{ dbt.type_string() }}) as pipeline_id,
    cast(null as {{ dbt.type_string() }}) as pipeline_name,
    words.display_order,
    words.status_category
from {{ ref('stg_lake__sources') }} as sources
cross join {{ ref('stage_words') }} as words
where sources.source_system = 'zendesk' and words.system = 'zendesk'
