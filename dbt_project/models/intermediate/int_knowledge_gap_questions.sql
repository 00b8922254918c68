-- One row per question the AI agent could not answer, with the newest live short answer of its topic.
with answers as (
    select source, topic, short_answer_id, published_at
    from (
        select
            answers.source,
            answers.topic,
            answers.short_answer_id,
            answers.published_at,
            row_number() over (partition by answers.source, answers.topic order by answers.published_at desc, answers.short_answer_id desc) as answer_number_back
        from {{ ref('all_short_answers') }} as answers
        inner join {{ ref('int_sources') }} as sources on answers.source = sources.source
        where answers.published_at <= sources.as_of
    ) as live
    where answer_number_back = 1
)

select
    questions.source,
    sources.source_system,
    questions.question_id,
    questions.topic,
    questions.question_text,
    questions.ai_conversation_id,
    conversations.ticket_id,
    tickets.ticket_url,
    conversations.ai_agent_id,
    conversations.channel,
    conversations.team_id,
    teams.team_name,
    case
        when questions.dismissed_at is not null then 'dismissed'
        when answers.short_answer_id is not null then 'answered'
        else 'open'
    end as question_status,
    questions.asked_at,
    {{ local_date('questions.asked_at') }} as asked_date,
    questions.dismissed_at,
    questions.dismissed_by_id,
    answers.short_answer_id,
    answers.published_at,
    questions.dismissed_at is null as is_live,
    coalesce(questions.asked_at > answers.published_at, false) as is_asked_after_answer,
    sources.as_of
from {{ ref('all_knowledge_gap_questions') }} as questions
inner join {{ ref('int_sources') }} as sources on questions.source = sources.source
left join answers on questions.source = answers.source and questions.topic = answers.topic
left join {{ ref('all_ai_conversations') }} as conversations
    on questions.source = conversations.source and questions.ai_conversation_id = conversations.ai_conversation_id
left join {{ ref('int_tickets') }} as tickets on conversations.source = tickets.source and conversations.ticket_id = tickets.ticket_id
left join {{ ref('all_teams') }} as teams on conversations.source = teams.source and conversations.team_id = teams.team_id
where not coalesce(tickets.is_excluded, false)
