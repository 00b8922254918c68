-- One row per ticket that a new load names, or named in an older version of a row that it changes.
{% for table in ['tickets', 'ticket_events', 'messages', 'ai_conversations'] -%}
select
    _source as source,
    {{ to_text('ticket_id') }} as ticket_id
from {{ rows_of_changed_keys('other', table) }} as {{ table }}
where {{ to_text('ticket_id') }} is not null
{% if not loop.last %}union distinct
{% endif %}
{%- endfor %}
