-- One row per survey sent (bounced and suppressed ones left out), about whom it is, and whether it has been answered so far.
with sends as (
    select *
    from {{ ref('all_survey_sends') }}
    where delivery_status = 'sent'
),

answered as (
    select distinct source, survey_send_id
    from {{ ref('all_survey_responses') }}
    where survey_send_id is not null
),

repliers as (
    {{ last_replier('sends', 'survey_send_id', 'sent_at') }}
)

select
    {{ survey_columns('sends', 'sent_at') }},
    sends.survey_send_id,
    sends.sent_at,
    {{ local_date('sends.sent_at') }} as sent_date,
    answered.survey_send_id is not null as is_answered
from sends
{{ survey_joins('sends', 'survey_send_id', 'sent_at') }}
left join answered on sends.source = answered.source and sends.survey_send_id = answered.survey_send_id
where not coalesce(tickets.is_excluded, false)
