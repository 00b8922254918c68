-- One row per counted answer to a CSAT survey; of several answers to one invitation the last.
select
    {{ slicers('survey') }},
    ticket_id,
    ticket_url,
    customer_id,
    company_id,
    owner_id,
    owner_name,
    survey_response_id,
    scale,
    score,
    comment,
    answered_date,
    sent_date,
    created_date,
    closed_date,
    sent_at,
    answered_at,
    as_of,
    is_satisfied,
    is_dissatisfied,
    has_comment,
    normalised_score
from {{ ref('int_survey_responses') }}
where survey_kind = 'csat'
