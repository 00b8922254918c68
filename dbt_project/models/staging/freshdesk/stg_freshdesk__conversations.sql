-- One row per reply or note that reached someone or stayed internal, with its ticket.
{{ merged_by('message_id', {'conversations': to_text('id')}) }}
with raw as (
    {{ newest('freshdesk', 'conversations') }}
)

select
    _source as source,
    {{ to_text('id') }} as message_id,
    -- Pages of one ticket do not always repeat its id: the file is named after it.
    coalesce({{ to_text('ticket_id') }}, {{ text_part('lower(_file)', '(?:conversation|note|repl)[a-z]*[._-](?:ticket[._-])?([0-9]+)[^/]*$') }}) as ticket_id,
    {{ to_instant('created_at', zone="'UTC'") }} as sent_at,
    {{ to_text('user_id') }} as author_id,
    {{ to_boolean('incoming', 'false') }} as is_incoming,
    not {{ to_boolean('private', 'false') }} as is_public,
    {{ to_boolean('auto_response', 'false') }} or {{ to_text('automation_id') }} is not null as is_automated,
    _bot_agent_ids
from raw
where
    -- Words of a survey answer stand with the answer.
    coalesce({{ to_text('source') }}, '') <> '6'
    -- Sent to nobody: every address failed.
    and not (
        coalesce({{ to_integer('email_failure_count') }}, 0) > 0
        and coalesce({{ to_integer('email_failure_count') }}, 0) >= {% for list in ['to_emails', 'cc_emails', 'bcc_emails'] -%}
        length(coalesce({{ list }}, '')) - length(replace(coalesce({{ list }}, ''), '@', '')){{ ' + ' if not loop.last }}
        {%- endfor %}
    )
