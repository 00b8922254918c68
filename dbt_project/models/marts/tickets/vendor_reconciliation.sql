-- One row per counted ticket and number that the vendor ships for it: ours beside theirs, and why they differ.
select
    {{ slicers('ticket') }},
    ticket_id,
    ticket_url,
    metric,
    vendor_field,
    closed_date,
    created_date,
    as_of,
    is_equal,
    our_value,
    vendor_value,
    difference_value,
    vendor_precision,
    case
        when is_equal then null
        when our_value is null then 'the exports on file do not let us know it'
        else coalesce(vendor_rule, 'unexplained')
    end as difference_reason
from {{ ref('int_vendor_comparisons') }}
