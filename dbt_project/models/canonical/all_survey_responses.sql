-- One row per answer of one customer to one survey; of several answers to one invitation the last counts.
{{ feed('survey_responses', instant='answered_at') }}
