-- One row per ticket (case, conversation, inquiry) that a customer or an agent opened.
{{ feed('tickets', instant='created_at') }}
