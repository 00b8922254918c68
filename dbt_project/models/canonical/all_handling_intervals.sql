-- One row per stretch of time an agent worked on one ticket.
{{ feed('handling_intervals', instant='started_at') }}
