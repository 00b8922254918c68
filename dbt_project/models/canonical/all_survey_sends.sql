-- One row per survey sent or offered to one customer.
{{ feed('survey_sends', instant='sent_at') }}
