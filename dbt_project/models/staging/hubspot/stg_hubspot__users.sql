-- One row per user that is an owner: the owner whose id stands for the person everywhere.
select source, user_id, min(owner_id) as owner_id
from {{ ref('stg_hubspot__owners') }}
where user_id is not null
group by source, user_id
