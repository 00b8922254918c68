-- One row per counted answer to a survey: of several answers to one invitation the last; on 0 to 100 from the worst to the best of its scale.
with numbered as (
    select
        answers.source,
        answers.survey_response_id,
        answers.survey_id,
        coalesce(answers.survey_name, sends.survey_name) as survey_name,
        answers.survey_kind,
        answers.scale,
        answers.score,
        answers.comment,
        -- What the answer does not say its invitation does.
        coalesce(answers.ticket_id, sends.ticket_id) as ticket_id,
        coalesce(answers.customer_id, sends.customer_id) as customer_id,
        coalesce(answers.agent_id, sends.agent_id) as agent_id,
        answers.answered_at,
        sends.sent_at,
        row_number() over (
            partition by answers.source, coalesce(answers.survey_send_id, concat('answer/', answers.survey_response_id))
            order by answers.answered_at desc, answers.survey_response_id desc
        ) as answer_number_back
    from {{ ref('all_survey_responses') }} as answers
    left join {{ ref('all_survey_sends') }} as sends
        on answers.source = sends.source and answers.survey_send_id = sends.survey_send_id
),

answers as (
    select
        numbered.*,
        coalesce(cast(words.number as double), try_cast(numbered.score as double)) as number
    from numbered
    left join {{ ref('survey_words') }} as words on numbered.scale = words.scale and numbered.score = words.score
    where numbered.answer_number_back = 1
),

repliers as (
    {{ last_replier('answers', 'survey_response_id', 'answered_at') }}
)

select
    {{ survey_columns('answers', 'answered_at') }},
    tickets.ticket_url,
    coalesce(customers.customer_id, answers.customer_id, tickets.customer_id) as customer_id,
    coalesce(customers.company_id, tickets.company_id) as company_id,
    states.owner_id,
    states.owner_name,
    answers.survey_response_id,
    answers.ticket_id,
    answers.scale,
    answers.score,
    answers.comment,
    answers.answered_at,
    {{ local_date('answers.answered_at') }} as answered_date,
    answers.sent_at,
    {{ local_date('answers.sent_at') }} as sent_date,
    tickets.created_date,
    tickets.closed_date,
    answers.comment is not null as has_comment,
    answers.number >= scales.satisfied_from as is_satisfied,
    answers.number < scales.dissatisfied_below as is_dissatisfied,
    100 * {{ ratio('answers.number - scales.lowest', 'scales.highest - scales.lowest') }} as normalised_score
from answers
inner join {{ ref('survey_scales') }} as scales on answers.scale = scales.scale
{{ survey_joins('answers', 'survey_response_id', 'answered_at') }}
left join {{ ref('int_customers') }} as customers on answers.source = customers.source and answers.customer_id = customers.given_customer_id
where not coalesce(tickets.is_excluded, false)
