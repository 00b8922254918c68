-- One row per stretch of time an agent was in one status on one channel.
{{ feed('availability_intervals', instant='started_at') }}
