"""Runs the query that is given and writes its rows as a line of JSON. Needs pyspark alone."""

import json
import sys
from importlib import import_module

query = sys.stdin.read()
spark = (
    import_module("pyspark.sql")
    .SparkSession.builder.master("local[2]")
    .config("spark.driver.bindAddress", "127.0.0.1")
    .config("spark.driver.host", "127.0.0.1")
    .config("spark.driver.extraJavaOptions", "-Duser.timezone=UTC -XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
    .config("spark.sql.session.timeZone", "UTC")
    .config("spark.sql.shuffle.partitions", "1")
    .config("spark.ui.enabled", "false")
    .config("spark.log.level", "ERROR")
    .getOrCreate()
)
print(json.dumps([list(row) for row in spark.sql(query).collect()]))
spark.stop()
