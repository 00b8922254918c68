-- One row per person who asks for help.
{{ feed('customers') }}
