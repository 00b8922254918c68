-- One row per team.
select
    teams.source,
    sources.source_system,
    teams.team_id,
    teams.team_name,
    teams.support_line
from {{ ref('all_teams') }} as teams
inner join {{ ref('int_sources') }} as sources on teams.source = sources.source
