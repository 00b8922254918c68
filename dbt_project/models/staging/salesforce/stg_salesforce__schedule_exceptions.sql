-- One row per date and start of a holiday. Which calendars a holiday belongs to is not in the export: it holds for the account.
with raw as (
    {{ salesforce_records('holidays') }}
),

holidays as (
    select
        raw._source as source,
        {{ to_text('raw.name') }} as holiday_name,
        case when {{ to_boolean('raw.isallday', 'true') }} then 0 else coalesce({{ to_integer('raw.starttimeinminutes') }}, 0) end as start_minute,
        case when {{ to_boolean('raw.isallday', 'true') }} then 1440 else coalesce({{ to_integer('raw.endtimeinminutes') }}, 1440) end as end_minute,
        case when {{ to_boolean('raw.isrecurrence', 'false') }} then {{ to_text('raw.recurrencetype') }} else 'once' end as recurrence,
        lower({{ to_text('raw.recurrencemonthofyear') }}) as month_of_year,
        {{ to_text('raw.recurrenceinstance') }} as instance,
        {{ to_integer('raw.recurrencedayofmonth') }} as day_of_month,
        {{ to_integer('raw.recurrencedayofweekmask') }} as weekday_mask,
        coalesce(try_cast(raw.recurrencestartdate as date), try_cast(raw.activitydate as date)) as first_date,
        -- A series without an end goes on for a year after the export.
        case
            when {{ to_boolean('raw.isrecurrence', 'false') }}
                then coalesce(try_cast(raw.recurrenceenddateonly as date), {{ add_days('cast(sources.exported_at as date)', 366) }})
            else try_cast(raw.activitydate as date)
        end as last_date
    from raw
    inner join {{ ref('stg_lake__sources') }} as sources on raw._source = sources.source
),

days as (
    select *, cast(day_at as date) as holiday_date
    from (
        select *, {{ dates_between('first_date', 'last_date') }} as day_at
        from holidays
        where first_date <= last_date
    ) as spread
),

placed as (
    select
        *,
        extract(day from holiday_date) as day_number,
        lower({{ month_name('holiday_date') }}) as month_word,
        -- Sunday is 1, Saturday is 64.
        cast(floor(weekday_mask / power(2, {{ day_of_week('holiday_date') }} % 7)) as bigint) % 2 = 1 as is_weekday,
        case instance
            when 'Last' then extract(month from {{ add_days('holiday_date', 7) }}) <> extract(month from holiday_date)
            else ceil(extract(day from holiday_date) / 7.0) = case instance when 'First' then 1 when 'Second' then 2 when 'Third' then 3 when 'Fourth' then 4 end
        end as is_instance
    from days
)

select
    source,
    'account' as subject_type,
    '' as subject_id,
    'closed' as exception_type,
    holiday_date as start_date,
    lpad(cast(cast(floor(start_minute / 60) as bigint) as {{ dbt.type_string() }}), 2, '0') || ':' || lpad(cast(start_minute % 60 as {{ dbt.type_string() }}), 2, '0') as start_time,
    holiday_date as end_date,
    lpad(cast(cast(floor(max(end_minute) / 60) as bigint) as {{ dbt.type_string() }}), 2, '0') || ':' || lpad(cast(max(end_minute) % 60 as {{ dbt.type_string() }}), 2, '0') as end_time,
    min(holiday_name) as reason
from placed
where case recurrence
    when 'once' then true
    when 'RecursDaily' then true
    when 'RecursEveryWeekday' then {{ day_of_week('holiday_date') }} <= 5
    when 'RecursWeekly' then is_weekday
    when 'RecursMonthly' then day_number = day_of_month
    when 'RecursMonthlyNth' then is_weekday and is_instance
    when 'RecursYearly' then day_number = day_of_month and month_word = month_of_year
    when 'RecursYearlyNth' then is_weekday and is_instance and month_word = month_of_year
    else false
end
group by source, holiday_date, start_minute
