-- One row per status; a status that the seed does not know has no category.
with seen as (
    select source, stage_id from {{ ref('stg_help_scout__tickets') }}
    union distinct
    select source, status as stage_id from {{ ref('stg_help_scout__threads') }}
),

accounts as (
    select distinct source from seen
),

stages as (
    select source, stage_id from seen where stage_id is not null
    union distinct
    select accounts.source, words.word as stage_id
    from accounts
    cross join {{ ref('stage_words') }} as words
    where words.system = 'help_scout'
)

select
    stages.source,
    stages.stage_id,
    stages.stage_id as stage_name,
    cast(null as {{ dbt.type_string() }}) as pipeline_id,
    cast(null as {{ dbt.type_string() }}) as pipeline_name,
    cast(words.display_order as bigint) as display_order,
    words.status_category
from stages
left join {{ ref('stage_words') }} as words on words.system = 'help_scout' and stages.stage_id = words.word
