-- One row per bot or AI agent, by the id of the user that it works as, else its own.
with raw as (
    {{ salesforce_records('bot_definitions') }}
)

select
    _source as source,
    {{ salesforce_id('id') }} as bot_definition_id,
    coalesce({{ salesforce_id('botuserid') }}, {{ salesforce_id('id') }}) as bot_id,
    coalesce({{ to_text('masterlabel') }}, {{ to_text('developername') }}) as bot_name,
    case when type like '%Copilot' then 'ai_agent' else 'bot' end as bot_kind
from raw
