-- One row per row of open_ticket_age, and a zero per date and its dimensions.
{{ with_zeros(ref('open_ticket_age'), slicers('place') ~ ', age_band', 'open_ticket_count, age_days_sum') }}
