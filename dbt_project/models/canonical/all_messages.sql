-- One row per message or note of a ticket or chat.
{{ feed('messages', instant='sent_at') }}
