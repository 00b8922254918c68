-- One row per counted ticket: its first reply by a person.
select
    {{ slicers('ticket') }},
    {{ slicers('ticket_links') }},
    initiated_by,
    first_responder_id,
    first_replied_date,
    created_date,
    closed_date,
    first_customer_message_at,
    first_replied_at,
    as_of,
    is_answered,
    is_waiting,
    is_within_10_minutes,
    is_within_target,
    first_response_seconds,
    first_response_business_seconds,
    first_response_from_creation_seconds,
    first_response_from_handoff_seconds,
    first_any_reply_seconds
from {{ ref('int_first_responses') }}
