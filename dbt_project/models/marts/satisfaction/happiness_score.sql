-- One row per counted answer on the scale great, okay, not good.
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
    score = 'great' as is_great,
    score = 'okay' as is_okay,
    score = 'not_good' as is_not_good,
    has_comment,
    normalised_score
from {{ ref('int_survey_responses') }}
where scale = 'great_okay_not_good'
