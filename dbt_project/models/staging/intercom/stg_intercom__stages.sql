-- One row per state of conversations and of tickets; a state that the seed does not know has no category.
with seen as (
    select source, stage_id from {{ ref('stg_intercom__tickets') }}
    union distinct
    select source, value from {{ ref('stg_intercom__part_changes') }} where event_type = 'stage_changed'
),

accounts as (
    select distinct source from seen
),

stages as (
    select source, stage_id from seen where stage_id is not null
    union distinct
    select accounts.source, words.word
    from accounts
    cross join {{ ref('stage_words') }} as words
    where words.system = 'intercom'
),

-- The history of tickets names categories only; where a category has one state, its label is known.
labels as (
    select _source as source, category, min({{ to_text('internal_label') }}) as label
    from ({{ newest('intercom', 'ticket_states') }}) as ticket_states
    where not {{ to_boolean('archived', 'false') }}
    group by _source, category
    having count(*) = 1
)

select
    stages.source,
    stages.stage_id,
    coalesce(labels.label, stages.stage_id) as stage_name,
    case when stages.stage_id in ('open', 'snoozed', 'closed') then 'conversations' else 'tickets' end as pipeline_id,
    case when stages.stage_id in ('open', 'snoozed', 'closed') then 'Conversations' else 'Tickets' end as pipeline_name,
    cast(words.display_order as bigint) as display_order,
    words.status_category
from stages
left join {{ ref('stage_words') }} as words on words.system = 'intercom' and stages.stage_id = words.word
left join labels on stages.source = labels.source and stages.stage_id = labels.category
