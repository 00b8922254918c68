-- One row per short answer written for a topic.
{{ feed('short_answers') }}
