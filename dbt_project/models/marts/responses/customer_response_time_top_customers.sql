-- One row per frequency, period and place 1 to 10: the customers who took longest on average to answer.
{{ top_customers('int_customer_responses', 'customer_replied_date', 'customer_response_seconds', 'customer_response_count', 'customer_response_seconds_sum', 'average_customer_response_seconds') }}
