-- One row per stretch of time a customer was a paying or active customer: newest version, cast.
with raw as (
    {{ newest('other', 'customer_periods') }}
)

select
    _source as source,
    {{ to_text('customer_id') }} as customer_id,
    {{ to_instant('started_at') }} as started_at,
    {{ to_instant('ended_at') }} as ended_at,
    {{ to_text('segment') }} as segment
from raw
