-- One row per conversation: the API's row, else that of the CSV, which knows numbers only.
with records as (
    select * from {{ ref('stg_help_scout__conversation_records') }}
),

exported as (
    {{ newest('help_scout', 'conversation_export') }}
),

conversations as (
    select
        source, ticket_id, ticket_number, subject, created_at, closed_at, status, state, type, owner_id, team_id, customer_id, tags,
        mailbox_id,
        coalesce(source_word, type) as source_type,
        case creator_word when 'customer' then 'customer' when 'user' then 'agent' end as initiated_by
    from records
    union all
    select
        exported._source as source,
        concat('#', trim(exported.{{ adapter.quote('Number') }})) as ticket_id,
        trim(exported.{{ adapter.quote('Number') }}) as ticket_number,
        {{ to_text('exported.' ~ adapter.quote('Subject')) }} as subject,
        {{ to_instant('exported.' ~ adapter.quote('Created At'), 'exported._time_zone') }} as created_at,
        {{ to_instant('exported.' ~ adapter.quote('Closed At'), 'exported._time_zone') }} as closed_at,
        lower({{ to_text('exported.' ~ adapter.quote('Status')) }}) as status,
        cast(null as {{ dbt.type_string() }}) as state,
        lower({{ to_text('exported.' ~ adapter.quote('Type')) }}) as type,
        {{ to_text('exported.' ~ adapter.quote('Assigned To')) }} as owner_id,
        cast(null as {{ dbt.type_string() }}) as team_id,
        {{ id_of_person(to_text('exported.' ~ adapter.quote('Customer'))) }} as customer_id,
        cast(null as {{ dbt.type_string() }}) as tags,
        {{ to_text('exported.' ~ adapter.quote('Mailbox')) }} as mailbox_id,
        lower({{ to_text('exported.' ~ adapter.quote('Type')) }}) as source_type,
        cast(null as {{ dbt.type_string() }}) as initiated_by
    from exported
    left join records on exported._source = records.source and trim(exported.{{ adapter.quote('Number') }}) = records.ticket_number
    where records.ticket_id is null
)

select
    conversations.source,
    conversations.ticket_id,
    conversations.ticket_number,
    cast(null as {{ dbt.type_string() }}) as ticket_url,
    conversations.subject,
    conversations.created_at,
    coalesce(conversations.initiated_by, 'customer') as initiated_by,
    conversations.customer_id,
    conversations.mailbox_id as pipeline_id,
    conversations.status as stage_id,
    conversations.owner_id,
    conversations.team_id,
    cast(null as bigint) as support_line,
    cast(null as {{ dbt.type_string() }}) as ticket_type,
    cast(null as {{ dbt.type_string() }}) as priority,
    channels.channel,
    conversations.source_type,
    cast(null as {{ dbt.type_string() }}) as schedule_id,
    cast(null as timestamp) as first_response_due_at,
    cast(null as timestamp) as resolution_due_at,
    case when conversations.status = 'closed' then conversations.closed_at end as closed_at,
    cast(null as timestamp) as first_replied_at,
    coalesce(conversations.status = 'spam', false) as is_spam,
    coalesce(conversations.state = 'deleted', false) as is_deleted,
    merged.surviving_ticket_id as merged_into_ticket_id,
    case when conversations.tags is not null then concat('{"tags":', conversations.tags, '}') end as attributes
from conversations
left join {{ ref('stg_help_scout__merges') }} as merged on conversations.source = merged.source and conversations.ticket_id = merged.ticket_id
left join {{ ref('channel_words') }} as channels on channels.system = 'help_scout' and conversations.type = channels.word
