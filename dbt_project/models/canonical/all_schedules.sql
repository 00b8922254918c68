-- One row per weekly window of a calendar of business or working hours.
{{ feed('schedules') }}
