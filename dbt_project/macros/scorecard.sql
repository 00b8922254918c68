{#- What the scorecard counts, written once: rows of a relation, the instant (`at`; none where only dates are known) and local date they stand
    under, whom they credit, which of them count, and per metric what a row adds to the numerator and to the denominator (none: a plain count).
    A third word is the duration or score whose median and p90 are taken. Units, directions and targets stand with the mart of each metric.
    The macros fill the list that is given to them. -#}
{% macro kpi_rows(rows) -%}
    {%- do kpi_response_rows(rows) -%}
    {%- do kpi_ticket_rows(rows) -%}
    {%- do kpi_people_rows(rows) -%}
    {%- do kpi_survey_rows(rows) -%}
    {%- do kpi_customer_agent_rows(rows) -%}
{%- endmacro %}

{#- 1 for a row that meets the condition, else 0. -#}
{% macro one_if(condition) -%}
    case when {{ condition }} then 1 else 0 end
{%- endmacro %}

{% macro kpi_response_rows(rows) -%}
    {%- do rows.extend([
        {'relation': 'int_waits', 'at': 'replied_at', 'date': 'replied_date', 'agent': 'author_id', 'where': 'is_answered', 'metrics': {
            'average_response_time': ['response_seconds', '1', 'response_seconds'], 'owner_response_time': ['response_seconds', '1'], 'customer_wait_time': ['response_seconds', '1'],
            'average_business_response_time': ['response_business_seconds', one_if('response_business_seconds is not null'), 'response_business_seconds']}},
        {'relation': 'int_waits', 'at': 'waiting_since_at', 'date': 'waiting_since_date', 'agent': 'owner_id', 'where': 'is_waiting', 'metrics': {'waiting_now': ['1', none]}},
        {'relation': 'int_customer_responses', 'at': 'customer_replied_at', 'date': 'customer_replied_date', 'agent': 'author_id', 'where': 'true', 'metrics': {
            'customer_response_time': ['customer_response_seconds', '1', 'customer_response_seconds']}},
        {'relation': 'int_first_responses', 'at': 'first_replied_at', 'date': 'first_replied_date', 'agent': 'first_responder_id', 'where': 'true', 'metrics': {
            'average_first_response_time': ['first_response_seconds', one_if('first_response_seconds is not null'), 'first_response_seconds'],
            'first_response_within_10_minutes': [one_if('is_within_10_minutes'), one_if('first_response_seconds is not null')]}},
        {'relation': 'int_chats', 'at': 'started_at', 'date': 'started_date', 'agent': 'author_id', 'where': 'true', 'metrics': {
            'chat_wait_time': ['chat_wait_seconds', one_if('chat_wait_seconds is not null'), 'chat_wait_seconds']}},
        {'relation': 'int_chats', 'at': 'started_at', 'date': 'started_date', 'agent': 'owner_id', 'where': 'true', 'metrics': {'chat_abandon_rate': [one_if('is_abandoned'), '1']}},
        {'relation': 'int_messages', 'at': 'sent_at', 'date': 'sent_date', 'agent': 'author_id', 'where': 'is_reply', 'metrics': {'owner_reply_count': ['1', none], 'ticket_messages_sent': ['1', none]}},
        {'relation': 'int_messages', 'at': 'sent_at', 'date': 'sent_date', 'agent': 'owner_id', 'where': 'is_received', 'metrics': {'ticket_messages_received': ['1', none]}},
        {'relation': 'int_messages', 'at': 'sent_at', 'date': 'sent_date', 'agent': none, 'where': 'is_reply or is_received', 'metrics': {
            'messages_sent_by_hour': [one_if('is_reply'), none], 'messages_received_by_hour': [one_if('is_received'), none]}},
    ]) -%}
{%- endmacro %}

{% macro kpi_ticket_rows(rows) -%}
    {%- do rows.extend([
        {'relation': 'int_created_tickets', 'at': 'created_at', 'date': 'created_date', 'agent': 'owner_id', 'where': 'not is_excluded', 'metrics': {
            'ticket_volume': ['1', none], 'support_volume': ['1', none], 'ticket_count_by_type': ['1', none], 'ticket_count_by_channel': ['1', none]}},
        {'relation': 'int_repeat_contacts', 'at': 'created_at', 'date': 'created_date', 'agent': 'owner_id', 'where': 'true', 'metrics': {'repeat_contact_rate': [one_if('is_repeat'), '1']}},
        {'relation': 'int_ticket_outcomes', 'at': 'closed_at', 'date': 'closed_date', 'agent': 'owner_id', 'where': 'true', 'metrics': {
            'average_time_to_close': ['full_close_seconds', '1', 'full_close_seconds'], 'average_open_time': ['open_seconds', '1', 'open_seconds'], 'exchanges_per_ticket': ['exchange_count', '1', 'exchange_count']}},
        {'relation': 'int_ticket_closures', 'at': 'cycle_closed_at', 'date': 'cycle_closed_date', 'agent': 'owner_id', 'where': 'true', 'metrics': {
            'average_resolution_time': ['resolution_seconds', '1', 'resolution_seconds'], 'customer_wait_per_ticket': ['customer_wait_seconds', one_if('is_first_close')],
            'resolved_tickets': [one_if('is_resolved'), none], 'reopen_rate': ['0', '1']}},
        {'relation': 'int_ticket_reopens', 'at': 'reopened_at', 'date': 'reopened_date', 'agent': 'owner_id', 'where': 'true', 'metrics': {
            'real_reopens': [one_if('not is_courtesy'), none], 'reopen_rate': [one_if('not is_courtesy'), '0']}},
        {'relation': 'int_first_contacts', 'at': 'closed_at', 'date': 'closed_date', 'agent': 'owner_id', 'where': 'true', 'metrics': {
            'resolved_on_first_reply_rate': [one_if('is_first_reply_resolved'), '1'], 'first_contact_resolution_rate': [one_if('is_first_contact_resolved'), one_if('is_mature')]}},
        {'relation': 'int_ticket_flows', 'at': 'flowed_at', 'date': 'flow_date', 'agent': none, 'where': 'true', 'metrics': {
            'logged_tickets': [one_if("flow = 'logged'"), none], 'closed_to_logged_ratio': [one_if("flow = 'closed'"), one_if("flow = 'logged'")]}},
        {'relation': 'int_open_ticket_days', 'at': none, 'date': 'report_date', 'agent': 'owner_id', 'where': 'true', 'is_stock': true, 'metrics': {'unresolved_tickets': ['1', none]}},
        {'relation': 'int_open_ticket_days', 'at': none, 'date': 'report_date', 'agent': none, 'where': 'true', 'is_stock': true, 'metrics': {'open_ticket_age': ['age_days', '1']}},
    ]) -%}
{%- endmacro %}

{% macro kpi_people_rows(rows) -%}
    {%- do rows.extend([
        {'relation': 'int_agent_status_days', 'at': none, 'date': 'report_date', 'agent': 'agent_id', 'where': "status = 'available'", 'metrics': {'available_time': ['status_seconds_sum', none]}},
        {'relation': 'int_agent_work_days', 'at': none, 'date': 'report_date', 'agent': 'agent_id', 'where': 'has_availability and (scheduled_seconds > 0 or available_seconds > 0)', 'metrics': {
            'available_within_working_hours': ['within_seconds', none],
            'available_outside_working_hours': ['case when has_working_hours then available_seconds - within_seconds else 0 end', none]}},
        {'relation': 'int_agent_work_days', 'at': none, 'date': 'report_date', 'agent': 'agent_id', 'where': 'has_handling and (scheduled_seconds > 0 or handling_seconds > 0)', 'metrics': {
            'agent_utilization': ['handling_in_schedule_seconds', 'scheduled_seconds'], 'agent_occupancy': ['handling_in_available_seconds', 'available_seconds']}},
    ]) -%}
{%- endmacro %}

{% macro kpi_survey_rows(rows) -%}
    {%- set balance = '100 * (' ~ one_if('is_satisfied') ~ ' - ' ~ one_if('is_dissatisfied') ~ ')' -%}
    {%- set happiness = '100 * (' ~ one_if("score = 'great'") ~ ' - ' ~ one_if("score = 'not_good'") ~ ')' -%}
    {%- set answers = {'relation': 'int_survey_responses', 'at': 'answered_at', 'date': 'answered_date', 'agent': 'agent_id'} -%}
    {%- do rows.extend([
        dict(answers, where="survey_kind = 'csat'", metrics={'customer_satisfaction': [one_if('is_satisfied'), '1']}),
        dict(answers, where="survey_kind = 'nps'", metrics={'net_promoter_score': [balance, '1']}),
        dict(answers, where="scale = 'great_okay_not_good'", metrics={'happiness_score': [happiness, '1']}),
        dict(answers, where='true', metrics={'feedback_score': ['normalised_score', one_if('normalised_score is not null'), 'normalised_score']}),
        {'relation': 'int_survey_sends', 'at': 'sent_at', 'date': 'sent_date', 'agent': 'agent_id', 'where': 'true', 'metrics': {'survey_response_rate': [one_if('is_answered'), '1']}},
    ]) -%}
{%- endmacro %}

{#- These credit AI agents, all others people. -#}
{% macro kpi_customer_agent_rows(rows) -%}
    {%- set started = {'relation': 'int_ai_conversations', 'at': 'started_at', 'date': 'started_date', 'agent': 'ai_agent_id'} -%}
    {%- do rows.extend([
        dict(started, where='true', metrics={'customer_agent_handle_rate': [one_if('is_handled'), '1']}),
        dict(started, where='is_handled', metrics={
            'customer_agent_handled': ['1', none], 'customer_agent_handled_by_channel': ['1', none], 'customer_agent_resolution_rate': [one_if('is_resolved'), one_if('is_settled')],
            'customer_agent_deflection_rate': [one_if('is_deflected'), one_if('is_settled')], 'customer_agent_handoff_rate': [one_if('is_handoff'), one_if('is_settled')]}),
        dict(started, at='closed_at', date='closed_date', where='is_handled', metrics={
            'customer_agent_time_to_resolve': ['customer_agent_resolution_seconds', '1', 'customer_agent_resolution_seconds']}),
        dict(started, at='feedback_at', date='given_date', where='feedback is not null', metrics={
            'customer_agent_helpful_rate': [one_if("feedback = 'positive'"), one_if("feedback in ('positive', 'negative')")]}),
        dict(started, relation='int_knowledge_gap_questions', at='asked_at', date='asked_date', where='true', metrics={'customer_agent_unanswered_questions': ['1', none]}),
    ]) -%}
{%- endmacro %}

{#- The scorecard's metrics as the marts describe them: those that have no grouping of their own. The list of gaps has no date to stand under. -#}
{% macro kpi_metrics(metrics) -%}
    {%- for node in (graph.nodes.values() | sort(attribute='name') if execute else []) if node.resource_type == 'model' and node.fqn[1] == 'marts' and node.config.meta.get('metrics') and node.name != 'knowledge_gaps' -%}
        {%- for name, metric in node.config.meta.metrics.items() if not metric.get('group_by') -%}
            {%- do metrics.update({name: dict(metric, mart=node.name, date=node.config.meta.default_date)}) -%}
        {%- endfor -%}
    {%- endfor -%}
{%- endmacro %}

{#- Plain counts: the metrics without a denominator. -#}
{% macro kpi_counts(counts) -%}
    {%- set kpis = [] -%}
    {%- do kpi_rows(kpis) -%}
    {%- for rows in kpis -%}
        {%- for metric, parts in rows.metrics.items() if parts[1] is none %}{% do counts.append(metric) %}{% endfor -%}
    {%- endfor -%}
{%- endmacro %}

{#- Whom a row credits: a person (`machines` are the agents who are none), an AI agent, or nobody that its report knows. -#}
{% macro kpi_agent_id(agent) -%}
    {%- if agent == 'ai_agent_id' -%}
    facts.ai_agent_id
    {%- elif agent -%}
    case when machines.machine_id is null then facts.{{ agent }} end
    {%- else -%}
    cast(null as {{ dbt.type_string() }})
    {%- endif -%}
{%- endmacro %}

{#- The relation whose rows count, with `machines` where it credits people. -#}
{% macro kpi_facts(rows) -%}
    {{ ref(rows.relation) }} as facts
    {%- if rows.agent and rows.agent != 'ai_agent_id' %}
    left join (select source, agent_id as machine_id from {{ ref('all_agents') }} where agent_type <> 'human') as machines
        on facts.source = machines.source and facts.{{ rows.agent }} = machines.machine_id
    {%- endif -%}
{%- endmacro %}

{#- The id of the scope that a row counts in; the account is its source. -#}
{% macro kpi_scope_id(source, team_id, agent_id) -%}
    case scopes.scope_type when 'account' then {{ source }} when 'team' then {{ team_id }} else {{ agent_id }} end
{%- endmacro %}

{#- Table expression of the scopes. -#}
{% macro kpi_scopes() -%}
    (select 'account' as scope_type union all select 'team' as scope_type union all select 'agent' as scope_type) as scopes
{%- endmacro %}
