-- One row per stretch of time an agent belonged to a team.
{{ feed('agent_team_memberships') }}
