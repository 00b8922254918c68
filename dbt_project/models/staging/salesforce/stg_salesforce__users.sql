-- One row per user: of the desk, a bot's, a customer's at the portal, or the system's own.
with raw as (
    {{ salesforce_records('users') }}
),

users as (
    select
        _source as source,
        {{ salesforce_id('id') }} as user_id,
        coalesce({{ to_text('name') }}, {{ to_text("concat(coalesce(firstname, ''), ' ', coalesce(lastname, ''))") }}) as user_name,
        {{ to_text('usertype') }} as user_type,
        {{ salesforce_id('contactid') }} as contact_id,
        {{ to_text('timezonesidkey') }} as time_zone,
        {{ to_boolean('isactive', 'true') }} as is_active,
        _bot_agent_ids
    from raw
)

select
    users.source,
    users.user_id,
    users.user_name,
    case
        when bots.bot_kind is not null then bots.bot_kind
        when {{ json_list_has('users._bot_agent_ids', 'users.user_id') }} then 'bot'
        when users.contact_id is not null then 'customer'
        -- Guest is whoever fills in a public form.
        when users.user_type in ('Guest', 'CspLitePortal', 'CustomerSuccess', 'PowerCustomerSuccess', 'PowerPartner', 'SelfService') then 'customer'
        when users.user_type in ('AutomatedProcess', 'CloudIntegrationUser') then 'automation'
        else 'agent'
    end as user_kind,
    users.contact_id,
    users.time_zone,
    users.is_active
from users
left join {{ ref('stg_salesforce__bots') }} as bots on users.source = bots.source and users.user_id = bots.bot_id
