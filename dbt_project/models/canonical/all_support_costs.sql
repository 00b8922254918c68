-- One row per month, team and currency.
{{ feed('support_costs') }}
