"""csaudit on Ray Data, for real: `python tests/benchmarks/ray_data.py big.jsonl OUT` writes Parquet and prints the figures.

The file is what make_input.py makes. On a cluster `ray.init(address="auto")` finds it, and nothing else changes.
"""

import sys
import time

import pyarrow.compute as compute
import pyarrow.json
import pyarrow.parquet
import ray

from csaudit import arrow

if __name__ == "__main__":
    began = time.perf_counter()
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
    started = time.perf_counter()
    table = pyarrow.json.read_json(sys.argv[1]).select(["id", "messages"])
    scored = ray.data.from_arrow(table).repartition(8).map_batches(
        arrow.scored("service", batches=False), batch_format="pyarrow", batch_size=500)  # fmt: skip
    scored.write_parquet(sys.argv[2])
    seconds = time.perf_counter() - started
    rows = pyarrow.parquet.read_table(sys.argv[2])
    messages = compute.sum(rows["messages"]).as_py()
    print(f"start {started - began:.1f} s; {rows.num_rows:,} conversations, {messages:,} messages in {seconds:.1f} s: "
          f"{messages / seconds:,.0f} messages/s on 2 cores")  # fmt: skip
    ray.shutdown()
