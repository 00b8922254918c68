"""What BI tools are given: assets for Apache Superset, made from the meta of the marts."""
