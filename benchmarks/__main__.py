"""`make bench`, `python -m benchmarks [NAME …]`: every benchmark, or those that are named."""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.days import days
from benchmarks.figures import LARGE, SIZES, TEAMS, Choice, Result, Team
from benchmarks.first_apply import first_apply
from benchmarks.first_plan import first_plan
from benchmarks.git_state import git_state
from benchmarks.hostile import hostile
from benchmarks.idle import idle
from benchmarks.report import as_json, as_markdown, as_text, heading, put_into
from benchmarks.save_to_seen import save_to_seen
from benchmarks.start import start
from benchmarks.throughput import throughput
from benchmarks.validation import validation
from benchmarks.watch_latency import watch_latency
from execsync.core.config_tables import LimitsConfig

BENCHMARKS: dict[str, Callable[[Choice], Result]] = {
    benchmark.__name__: benchmark
    for benchmark in (
        idle,
        start,
        first_plan,
        first_apply,
        throughput,
        validation,
        git_state,
        hostile,
        watch_latency,
        save_to_seen,
        days,
    )
}


def main(arguments: Sequence[str]) -> None:
    """Run what is asked for, and show each result as soon as it is there."""
    options = parse(arguments)
    sizes = (*options.sizes, LARGE) if options.large else options.sizes
    team = Team(options.pages, options.sources, options.edits)
    limits = LimitsConfig(options.per_minute, options.per_day, options.reserve)
    choice = Choice(sizes, options.runs, (team,) if options.pages else TEAMS, limits)
    show = as_markdown if options.markdown else as_text
    print(heading(), "Times vary by machine, ratios less.", "", sep="\n", flush=True)
    results = []
    for name in options.names or BENCHMARKS:
        results.append(BENCHMARKS[name](choice))
        print(show(results[-1]), flush=True)
        if options.into is not None:
            options.into.write_text(put_into(options.into.read_text(), results[-1]))
    if options.json is not None:
        options.json.write_text(as_json(results))


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The options. Ends the process where they are wrong."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", type=_known, metavar="NAME", help=", ".join(BENCHMARKS))
    parser.add_argument("--sizes", type=_sizes, default=SIZES, help="pages, as 100,1000")
    parser.add_argument("--large", action="store_true", help=f"{LARGE:,} pages, too")
    parser.add_argument("--runs", type=int, default=5, help="runs of which the median counts")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure there")
    parser.add_argument("--markdown", action="store_true", help="tables as Markdown")
    parser.add_argument(
        "--into", type=Path, metavar="PAGE", help="replace the tables of docs/speed.md"
    )
    usual = LimitsConfig()
    days = parser.add_argument_group("for `days`, which only calculates")
    days.add_argument("--pages", type=int, default=0, help="instead of some usual sizes")
    days.add_argument("--sources", type=int, default=0)
    days.add_argument("--edits", type=int, default=0, help="pages that are edited a day")
    days.add_argument("--per-minute", type=int, default=usual.per_minute)
    days.add_argument("--per-day", type=int, default=usual.per_day)
    days.add_argument("--reserve", type=int, default=usual.reserve)
    return parser.parse_args(arguments)


def _known(name: str) -> str:
    if name not in BENCHMARKS:
        raise argparse.ArgumentTypeError(f"{name}: no benchmark of that name")
    return name


def _sizes(text: str) -> tuple[int, ...]:
    return tuple(int(size) for size in text.replace("_", "").split(","))


if __name__ == "__main__":
    main(sys.argv[1:])
