-- One row per live session a visitor started (a chat, or a call that waits in a queue).
{{ feed('chats', instant='started_at') }}
