-- One row per ticket that loads new since the last build bear on; without a ticket every ticket of the source.
{{ feed('changed_tickets') }}

union all

-- The adapters of other systems are made anew as a whole.
select distinct loads.source, cast(null as {{ dbt.type_string() }}) as ticket_id
from {{ ref('stg_lake__changed_loads') }} as loads
inner join {{ ref('stg_lake__sources') }} as sources on loads.source = sources.source
where sources.source_system not in ('{{ systems_with('changed_tickets') | join("', '") }}')
