-- One row per stage of a pipeline, or per status where there are no pipelines.
{{ feed('stages') }}
