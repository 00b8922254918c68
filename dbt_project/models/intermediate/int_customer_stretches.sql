-- One row per stretch of time a customer was active in one segment; touching and overlapping periods are one.
with periods as (
    select
        periods.source,
        coalesce(customers.customer_id, periods.customer_id) as customer_id,
        coalesce(periods.segment, customers.segment, companies.segment) as segment,
        periods.started_at,
        coalesce(periods.ended_at, cast('9999-12-31' as timestamp)) as ended_at
    from {{ ref('all_customer_periods') }} as periods
    left join {{ ref('int_customers') }} as customers on periods.source = customers.source and periods.customer_id = customers.given_customer_id
    left join (
        select source, company_id, max(segment) as segment
        from {{ ref('int_customers') }}
        where company_id is not null
        group by source, company_id
    ) as companies on periods.source = companies.source and periods.customer_id = companies.company_id
    where periods.ended_at is null or periods.ended_at > periods.started_at
),

islands as (
    select
        *,
        case
            when started_at <= max(ended_at) over (
                partition by source, customer_id, segment order by started_at, ended_at rows between unbounded preceding and 1 preceding
            ) then 0
            else 1
        end as is_start
    from periods
),

numbered as (
    select
        *,
        sum(is_start) over (
            partition by source, customer_id, segment order by started_at, ended_at rows between unbounded preceding and current row
        ) as stretch_number
    from islands
),

stretches as (
    select
        source,
        customer_id,
        segment,
        min(started_at) as started_at,
        nullif(max(ended_at), cast('9999-12-31' as timestamp)) as ended_at
    from numbered
    group by source, customer_id, segment, stretch_number
),

-- The customer's own first ticket, or the first of anyone of the company.
contacts as (
    select source, asker_id, min(created_date) as first_contact_date
    from (
        select source, customer_id as asker_id, created_date
        from {{ ref('int_tickets') }}
        where not is_excluded and initiated_by = 'customer' and customer_id is not null
        union all
        select source, company_id as asker_id, created_date
        from {{ ref('int_tickets') }}
        where not is_excluded and initiated_by = 'customer' and company_id is not null
    ) as tickets
    group by source, asker_id
)

select
    stretches.source,
    stretches.customer_id,
    stretches.segment,
    {{ local_date('stretches.started_at') }} as started_date,
    -- An end at local midnight belongs to the day before; one after as_of has not happened yet.
    case when stretches.ended_at <= sources.as_of then {{ local_date("stretches.ended_at - interval '1' microsecond") }} end as lost_date,
    contacts.first_contact_date
from stretches
inner join {{ ref('int_sources') }} as sources on stretches.source = sources.source
left join contacts on stretches.source = contacts.source and stretches.customer_id = contacts.asker_id
