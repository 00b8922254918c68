-- One row per closed ticket opened by the customer with at least one human public reply.
select
    {{ slicers('ticket') }},
    {{ slicers('ticket_links') }},
    author_id,
    author_name,
    closed_date,
    created_date,
    closed_at,
    as_of,
    is_first_reply_resolved,
    is_mature,
    is_first_contact_resolved,
    is_within_target,
    is_first_line
from {{ ref('int_first_contacts') }}
