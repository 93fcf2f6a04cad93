"""csaudit on Spark, for real: `python tests/benchmarks/spark.py big.jsonl OUT` writes Parquet and prints the figures.

The file is what make_input.py makes. On a cluster the session comes from spark-submit, and nothing else changes.
"""

import os
import sys
import time

os.environ.setdefault("PYSPARK_PYTHON", sys.executable)

from pyspark.sql import SparkSession
from pyspark.sql import functions as sql

from csaudit import arrow

SCHEMA = "id string, channel string, messages array<struct<role string, text string>>"

if __name__ == "__main__":
    began = time.perf_counter()
    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.files.maxPartitionBytes", 1 << 20)  # small tasks: the file is
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", 500)  # conversations
        .getOrCreate()
    )
    started = time.perf_counter()
    scored = session.read.schema(SCHEMA).json(sys.argv[1]).mapInArrow(arrow.scored("service"), arrow.DDL)
    scored.write.mode("overwrite").parquet(sys.argv[2])
    seconds = time.perf_counter() - started
    rows = session.read.parquet(sys.argv[2])
    messages = rows.agg(sql.sum("messages")).first()[0]
    print(f"start {started - began:.1f} s; {rows.count():,} conversations, {messages:,} messages in {seconds:.1f} s: "
          f"{messages / seconds:,.0f} messages/s on {session.sparkContext.defaultParallelism} cores")  # fmt: skip
    rows.groupBy("passed").agg(sql.count("*"), sql.round(sql.avg("score"), 1)).show()
    session.stop()
