"""Loads exports into the lake, runs dbt over it, checks and publishes: the nightly as Dagster assets."""
