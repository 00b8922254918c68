-- One row per row of tickets_logged_vs_closed, and a zero per date of the account and place.
{{ with_zeros(ref('tickets_logged_vs_closed'), slicers('place'), 'logged_count') }}
