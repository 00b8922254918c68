-- One row per counted answer to an NPS survey.
select
    {{ slicers('survey') }},
    ticket_id,
    ticket_url,
    customer_id,
    company_id,
    owner_id,
    owner_name,
    survey_response_id,
    score,
    comment,
    answered_date,
    sent_date,
    created_date,
    closed_date,
    sent_at,
    answered_at,
    as_of,
    is_satisfied as is_promoter,
    not is_satisfied and not is_dissatisfied as is_passive,
    is_dissatisfied as is_detractor,
    has_comment,
    normalised_score
from {{ ref('int_survey_responses') }}
where survey_kind = 'nps'
