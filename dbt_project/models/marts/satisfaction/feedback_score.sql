-- One row per counted answer to any survey.
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
    has_comment,
    normalised_score
from {{ ref('int_survey_responses') }}
