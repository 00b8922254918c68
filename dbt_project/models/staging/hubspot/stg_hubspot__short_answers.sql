-- One row per short answer written for a topic: written by hand, in the generic format; newest version, cast.
with raw as (
    {{ newest('hubspot', 'short_answers') }}
)

select
    _source as source,
    {{ to_text('short_answer_id') }} as short_answer_id,
    {{ to_text('topic') }} as topic,
    {{ to_text('answer_text') }} as answer_text,
    {{ to_instant('published_at') }} as published_at
from raw
