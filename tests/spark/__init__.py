"""The same dbt models on Apache Spark: a small real cluster on this machine, and what is asked of it."""
