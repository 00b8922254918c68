-- One row per stretch of time a customer was a paying or active customer.
{{ feed('customer_periods') }}
