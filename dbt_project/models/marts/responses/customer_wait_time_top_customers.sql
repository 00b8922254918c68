-- One row per frequency, period and place 1 to 10: the customers who waited longest on average.
{{ top_customers('int_waits', 'replied_date', 'response_seconds', 'wait_count', 'wait_seconds_sum', 'average_wait_seconds') }}
