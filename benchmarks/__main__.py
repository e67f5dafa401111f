"""`make bench`: every benchmark, one after another."""

import platform
import sys

from benchmarks.first_apply import first_apply
from benchmarks.validation import slow_files, validation

BENCHMARKS = (first_apply, validation, slow_files)

print(
    f"Python {platform.python_version()}, {platform.machine()}; times vary by machine, ratios less"
)
for benchmark in BENCHMARKS:
    print("\n".join(benchmark()), flush=True)
sys.exit(0)
