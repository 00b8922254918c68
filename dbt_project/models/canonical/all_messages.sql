-- One row per message or note of a ticket or chat.
{{ feed('messages') }}
