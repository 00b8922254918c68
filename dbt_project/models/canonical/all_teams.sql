-- One row per team, group, department or queue.
{{ feed('teams') }}
