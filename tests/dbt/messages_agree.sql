-- Replies sent are the same by author, by ticket, by hour and counted one by one; messages received likewise, per source.
{{ config(meta={'dagster': {'ref': {'name': 'owner_reply_count'}}}) }}
with counts as (
    select source, 'messages' as report, {{ count_if('is_reply') }} as sent_count, {{ count_if('is_received') }} as received_count
    from {{ ref('int_messages') }} group by source
    union all
    select source, 'owner_reply_count' as report, {{ sum_of('reply_count') }} as sent_count, cast(null as bigint) as received_count
    from {{ ref('owner_reply_count') }} group by source
    union all
    select source, 'ticket_reply_count' as report, {{ sum_of('sent_message_count') }} as sent_count, {{ sum_of('received_message_count') }} as received_count
    from {{ ref('ticket_reply_count') }} group by source
    union all
    select source, 'time_of_day' as report, {{ sum_of('sent_message_count') }} as sent_count, {{ sum_of('received_message_count') }} as received_count
    from {{ ref('time_of_day') }} group by source
)

select source
from counts
where sent_count > 0 or received_count > 0
group by source
having
    count(distinct sent_count) > 1 or count(distinct received_count) > 1
    or (max(sent_count) > 0 and count(*) < 4)
