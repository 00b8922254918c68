-- One row per stretch of local time that is taken from or added to a calendar (holiday, out of office, special opening).
{{ feed('schedule_exceptions') }}
