-- One row per contact, with the account as its company.
with contacts as (
    {{ salesforce_records('contacts') }}
),

raw_accounts as (
    {{ salesforce_records('accounts') }}
),

accounts as (
    select
        _source as source,
        {{ salesforce_id('id') }} as account_id,
        {{ to_text('name') }} as account_name,
        {{ to_text('type') }} as account_type,
        {{ to_boolean('ispersonaccount', 'false') }} as is_person
    from raw_accounts
)

select
    contacts._source as source,
    {{ salesforce_id('contacts.id') }} as customer_id,
    coalesce(
        {{ to_text('contacts.name') }}, {{ to_text("concat(coalesce(contacts.firstname, ''), ' ', coalesce(contacts.lastname, ''))") }}
    ) as customer_name,
    -- A person account is the person over again, no company.
    case when not coalesce(accounts.is_person, false) then {{ salesforce_id('contacts.accountid') }} end as company_id,
    case when not coalesce(accounts.is_person, false) then accounts.account_name end as company_name,
    accounts.account_type as segment,
    {{ salesforce_id('contacts.masterrecordid') }} as merged_into_customer_id,
    cast(null as {{ dbt.type_string() }}) as attributes
from contacts
left join accounts on contacts._source = accounts.source and {{ salesforce_id('contacts.accountid') }} = accounts.account_id
