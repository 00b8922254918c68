-- One row per change of a tracked field of a case: from CaseHistory, and of fields that it has nothing of from CaseHistory2.
with histories as (
    {{ salesforce_records('case_histories') }}
),

written as (
    select
        _source as source,
        {{ salesforce_id('caseid') }} as case_id,
        id as change_id,
        case when field in ('ownerAssignment', 'ownerAccepted', 'ownerEscalated') then 'Owner' else field end as field,
        {{ to_text('oldvalue') }} as old_value,
        {{ to_text('newvalue') }} as new_value,
        {{ salesforce_instant('createddate') }} as changed_at,
        {{ salesforce_id('createdbyid') }} as user_id,
        _bot_agent_ids
    from histories
    where field in ('Status', 'Priority', 'Type', 'RecordType', 'BusinessHours', 'Owner', 'ownerAssignment', 'ownerAccepted', 'ownerEscalated')
),

{% set is_id = text_part("coalesce(new_value, old_value)", "^((?:005|00G|012|01m)[0-9A-Za-z]{12}(?:[0-9A-Za-z]{3})?)$") ~ ' is not null' -%}
changes as (
    select
        source, case_id, change_id, field, changed_at, user_id, _bot_agent_ids,
        {% for value in ['old_value', 'new_value'] -%}
        case when field in ('Owner', 'RecordType', 'BusinessHours') then {{ salesforce_id(value) }} else {{ value }} end as {{ value }}{{ ',' if not loop.last }}
        {% endfor %}
    from written
    -- A lookup is written twice, as names and as ids; only the ids say which.
    where field not in ('Owner', 'RecordType', 'BusinessHours') or {{ is_id }}

    union all

    {% for field, column in [('Status', 'status'), ('Owner', 'owner')] -%}
    select
        lifecycles.source, lifecycles.case_id, lifecycles.change_id, '{{ field }}' as field, lifecycles.started_at as changed_at, lifecycles.user_id,
        lifecycles._bot_agent_ids, lifecycles.old_{{ column }} as old_value, lifecycles.{{ column }} as new_value
    from {{ ref('stg_salesforce__case_lifecycles') }} as lifecycles
    left join (select distinct source, case_id from written where field = '{{ field }}') as known
        on lifecycles.source = known.source and lifecycles.case_id = known.case_id
    where known.case_id is null and lifecycles.step_number > 1 and lifecycles.old_{{ column }} is distinct from lifecycles.{{ column }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select
    *,
    row_number() over (partition by source, case_id order by changed_at asc nulls last, change_id asc) as change_number
from changes
where old_value is distinct from new_value
