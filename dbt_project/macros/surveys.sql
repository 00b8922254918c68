{#- Columns of the survey dimensions, for an invitation or an answer at its instant. -#}
{% macro survey_columns(surveys, instant) -%}
    sources.source,
    sources.source_system,
    {{ surveys }}.survey_id,
    {{ surveys }}.survey_name,
    {{ surveys }}.survey_kind,
    coalesce({{ surveys }}.agent_id, repliers.author_id) as agent_id,
    agents.agent_name,
    -- The ticket's team; a survey about no ticket belongs to the agent's team of that date.
    case when tickets.ticket_id is not null then states.team_id else agent_teams.team_id end as team_id,
    case when tickets.ticket_id is not null then states.team_name else agent_teams.team_name end as team_name,
    tickets.channel,
    tickets.pipeline_id,
    tickets.pipeline_name,
    tickets.source_type,
    tickets.ticket_type,
    sources.as_of
{%- endmacro %}

{#- The joins that survey_columns needs; a CTE `repliers` made by last_replier stands before. -#}
{% macro survey_joins(surveys, key, instant) -%}
    inner join {{ ref('int_sources') }} as sources on {{ surveys }}.source = sources.source
    left join repliers on {{ surveys }}.source = repliers.source and {{ surveys }}.{{ key }} = repliers.{{ key }}
    left join {{ ref('all_agents') }} as agents
        on {{ surveys }}.source = agents.source and coalesce({{ surveys }}.agent_id, repliers.author_id) = agents.agent_id
    left join {{ ref('int_tickets') }} as tickets on {{ surveys }}.source = tickets.source and {{ surveys }}.ticket_id = tickets.ticket_id
    left join {{ ref('int_ticket_states') }} as states on {{ holds_at('states', surveys, surveys ~ '.' ~ instant) }}
    left join {{ ref('int_days') }} as days on {{ local_date(surveys ~ '.' ~ instant) }} = days.report_date
    left join {{ ref('int_agent_teams') }} as agent_teams
        on agents.source = agent_teams.source and agents.agent_id = agent_teams.agent_id
        and agent_teams.held_from < least(days.day_end_at, sources.as_of) and agent_teams.held_to >= least(days.day_end_at, sources.as_of)
{%- endmacro %}

{#- Who of the team last wrote to the customer on the ticket, up to the instant. -#}
{% macro last_replier(surveys, key, instant) -%}
    select source, {{ key }}, author_id
    from (
        select
            surveys.source, surveys.{{ key }}, messages.author_id,
            row_number() over (partition by surveys.source, surveys.{{ key }} order by messages.message_number desc) as reply_number_back
        from {{ surveys }} as surveys
        inner join {{ ref('int_messages') }} as messages
            on surveys.source = messages.source and surveys.ticket_id = messages.ticket_id
            and messages.is_reply and messages.sent_at <= surveys.{{ instant }}
    ) as replies
    where reply_number_back = 1
{%- endmacro %}

{#- What a question asks, by its words alone: for exports of survey tools that do not say of which kind it is. -#}
{% macro asked_kind(question) -%}
    case
        when lower({{ question }}) like '%recommend%' then 'nps'
        when lower({{ question }}) like '%satisf%' then 'csat'
        when lower({{ question }}) like '%easy%' or lower({{ question }}) like '%effort%' then 'ces'
    end
{%- endmacro %}

{#- Number of an answer that is one, alone or after its label ("Extremely likely - 10"). -#}
{% macro answered_number(answer) -%}
    try_cast({{ text_part('trim(' ~ answer ~ ')', '(?:^|- )([0-9]+)$') }} as bigint)
{%- endmacro %}

{#- Scale that such a question usually has, where nothing says it. -#}
{% macro usual_scale(kind) -%}
    case {{ kind }} when 'nps' then '0_to_10' when 'csat' then '1_to_5' when 'ces' then '1_to_7' end
{%- endmacro %}

{#- Answers of a survey tool as rows of survey_responses: those with a number on a scale that the contract knows. -#}
{% macro on_scale(rated) -%}
    select
        rated.source,
        rated.survey_response_id,
        cast(null as {{ dbt.type_string() }}) as survey_send_id,
        rated.survey_id,
        rated.survey_name,
        rated.survey_kind,
        rated.scale,
        cast(rated.number as {{ dbt.type_string() }}) as score,
        rated.comment,
        rated.ticket_id,
        rated.customer_id,
        rated.agent_id,
        rated.answered_at,
        cast(null as {{ dbt.type_string() }}) as attributes
    from {{ rated }} as rated
    inner join {{ ref('survey_scales') }} as scales on rated.scale = scales.scale and rated.number between scales.lowest and scales.highest
{%- endmacro %}
