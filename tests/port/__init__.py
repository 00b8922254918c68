"""The port layer: its macros as dbt calls them for an engine, and a table of what each of them has to say."""
