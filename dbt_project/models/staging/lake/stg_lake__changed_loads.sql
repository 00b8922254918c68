-- One row per load and file of it that is new in sight since the last build, or stands elsewhere in the order of versions now.
select *
from {{ ref('stg_lake__loads') }}
{%- if adds_to_last_build() %}
{{ dbt.except() }}
select *
from built.stg_lake__loads
{%- endif %}
