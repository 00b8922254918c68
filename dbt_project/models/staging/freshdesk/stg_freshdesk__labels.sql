-- One row per account, field and code: the label of a status or source. The account's own labels win over the usual ones.
{% set usual = {
    'status': ['2 Open', '3 Pending', '4 Resolved', '5 Closed', '6 Waiting on Customer', '7 Waiting on Third Party'],
    'source': [
        '1 Email', '2 Portal', '3 Phone', '4 Forum', '5 Twitter', '6 Facebook', '7 Chat', '8 MobiHelp', '9 Feedback Widget',
        '10 Outbound Email', '11 Ecommerce', '12 Bot', '13 Whatsapp', '14 Chat - Internal Task',
    ],
} -%}
with raw as (
    {{ newest('freshdesk', 'ticket_fields') }}
),

fields as (
    select _source as source, replace(trim(type), 'default_', '') as field, choices
    from raw
    where trim(type) in ('default_status', 'default_source')
),

named as (
    select source, field, choices, {{ json_names('choices') }} as name
    from fields
),

choices as (
    select source, field, name, {{ json_value('choices', 'name') }} as choice
    from named
),

labels as (
    -- A status: code and labels for agents and customers. A source: label and code.
    select source, field, name as code, {{ json_text('choice', '$[0]') }} as label, 1 as place
    from choices
    where field = 'status' and choice like '[%'
    union all
    select source, field, choice as code, name as label, 1 as place
    from choices
    where field = 'source'
    {%- for field, words in usual.items() %}{% for word in words %}
    union all
    select source, '{{ field }}' as field, '{{ word.split(' ', 1)[0] }}' as code, '{{ word.split(' ', 1)[1] }}' as label, 2 as place
    from {{ ref('stg_lake__sources') }}
    where source_system = 'freshdesk'
    {%- endfor %}{% endfor %}
),

numbered as (
    select *, row_number() over (partition by source, field, code order by place, label) as label_number
    from labels
)

select source, field, code, label
from numbered
where label_number = 1
