-- One row per team.
select
    source,
    source_system,
    team_id,
    team_name,
    support_line
from {{ ref('int_teams') }}
