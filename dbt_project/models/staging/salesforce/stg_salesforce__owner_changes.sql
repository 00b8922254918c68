-- One row per change of a case's owner, taken apart: the person, and the queue that last had it.
{% set in_order = 'partition by source, case_id order by change_number' -%}
with owners as (
    select
        source,
        case_id,
        change_number,
        changed_at,
        user_id,
        _bot_agent_ids,
        {% for side in ['old', 'new'] -%}
        case when {{ side }}_value like '005%' then {{ side }}_value end as {{ side }}_owner_id,
        case when {{ side }}_value like '00G%' then {{ side }}_value end as {{ side }}_queue_id{{ ',' if not loop.last }}
        {% endfor %}
    from {{ ref('stg_salesforce__case_changes') }}
    where field = 'Owner'
),

-- Whoever takes a case from a queue works for it until another queue gets the case.
teams as (
    select
        *,
        {{ last_known('coalesce(new_queue_id, old_queue_id)', in_order) }} as new_team_id
    from owners
)

select
    *,
    coalesce(lag(new_team_id) over ({{ in_order }}), old_queue_id) as old_team_id,
    row_number() over (partition by source, case_id order by change_number desc) as change_number_back
from teams
