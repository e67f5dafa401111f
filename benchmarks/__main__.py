"""`make bench`: every benchmark, one after another."""

import platform
import sys

from benchmarks.first_apply import first_apply
from benchmarks.validation import slow_files, validation
from benchmarks.watch_latency import watch_latency

BENCHMARKS = (first_apply, validation, slow_files, watch_latency)

print(
    f"Python {platform.python_version()}, {platform.machine()}; times vary by machine, ratios less"
)
for benchmark in BENCHMARKS:
    print("\n".join(benchmark()), flush=True)
sys.exit(0)
