-- One row per person, bot or queue that can own or answer.
{{ feed('agents') }}
