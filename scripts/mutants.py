"""Small wrong changes to execsync/core, one at a time: does a test of the same folder see each of them?

    python -m scripts.mutants                                              all of them, for hours
    python -m scripts.mutants --sample 200                                 so many, taken by chance
    python -m scripts.mutants --file execsync/core/planning/archiving.py   those of files or folders

A mutant is tried in a copy of the project. It is killed where a test fails, or comes to no end; those that
survive are printed as they are found. Texts, annotations and decorators are left as they are.
"""

import argparse
import ast
import importlib.util
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from functools import partial
from pathlib import Path

ROOT = Path(__file__).parent.parent
CORE = Path("execsync/core")
TESTS = Path("tests/core")
PYTEST = (
    *("-m", "pytest", "-x", "-q", "-m", "not long", "-p", "no:cacheprovider"),
    *("-p", "pytest_timeout", "-p", "_hypothesis_pytestplugin", "--hypothesis-seed=0"),
)
MOST_MEMORY = 4 << 30
"""Bytes. A loop that has lost its end may fill a list without one."""
SLACK = 20.0
"""Seconds that tests may take beyond four times of what they take without a change."""

PAIRS = (
    *((ast.Lt, ast.LtE), (ast.Gt, ast.GtE), (ast.Eq, ast.NotEq), (ast.Is, ast.IsNot)),
    *((ast.In, ast.NotIn), (ast.And, ast.Or), (ast.Add, ast.Sub)),
)
SWAPS: dict[type[ast.AST], type[ast.AST]] = dict(PAIRS) | {other: one for one, other in PAIRS}
Node = ast.expr | ast.stmt
UNTOUCHED = {"annotation", "returns", "decorator_list"}


@dataclass(frozen=True, slots=True)
class Mutant:
    """A change to the bytes from `start` to `end` of a file, `path` being below the project's root."""

    path: Path
    line: int
    start: int
    end: int
    before: str
    after: str

    def __str__(self) -> str:
        before = " ".join(self.before.split())
        return f"{self.path}:{self.line}: {before}  →  {self.after}"

    def of(self, source: bytes) -> bytes:
        """The file with the change."""
        return source[: self.start] + self.after.encode() + source[self.end :]


def mutants_of(path: Path, source: bytes) -> Iterator[Mutant]:
    """Every mutant of a file, in the order of its lines."""
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    for node in _nodes(ast.parse(source)):
        for wrong in _wrong_forms(node):
            start = starts[node.lineno - 1] + node.col_offset
            end = starts[(node.end_lineno or 0) - 1] + (node.end_col_offset or 0)
            after = ast.unparse(wrong)
            if isinstance(wrong, ast.expr):
                after = f"({after})"
            yield Mutant(path, node.lineno, start, end, source[start:end].decode(), after)


def _nodes(node: ast.AST) -> Iterator[Node]:
    """Statements and expressions, outer ones first. Before 3.12, those in f-strings have no place."""
    for name, value in ast.iter_fields(node):
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.JoinedStr) or name in UNTOUCHED:
                continue
            if isinstance(child, Node):
                yield child
            if isinstance(child, ast.AST):
                yield from _nodes(child)


def _wrong_forms(node: Node) -> Iterator[Node]:
    match node:
        case ast.Compare(ops=ops):
            for place, op in enumerate(ops):
                yield _with(node, ops=[*ops[:place], SWAPS[type(op)](), *ops[place + 1 :]])
        case ast.BoolOp(op=op) | ast.BinOp(op=op) if type(op) in SWAPS:
            yield _with(node, op=SWAPS[type(op)]())
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield operand
        case ast.Constant(value=bool(flag)):
            yield ast.Constant(not flag)
        case ast.Constant(value=int(number)):
            yield ast.Constant(number + 1)
        case ast.Return(value=ast.expr() as value) if not isinstance(value, ast.Constant):
            yield ast.Return(ast.Constant(None))
        case _ if _is_left_out_at_times(node):
            yield ast.Pass()


def _with(node: Node, **values: object) -> Node:
    changed = copy(node)
    for name, value in values.items():
        setattr(changed, name, value)
    return changed


def _is_left_out_at_times(node: Node) -> bool:
    """Whether it is a statement without which the rest might still run."""
    match node:
        case ast.Expr(value=ast.Constant()):
            return False  # a docstring
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript()]) | ast.Expr() | ast.AugAssign():
            return True
        case ast.Raise() | ast.Delete() | ast.Continue() | ast.Break():
            return True
    return False


@dataclass(frozen=True, slots=True)
class Bench:
    """A copy of the project, in which one mutant after another is tried."""

    root: Path
    limits: dict[tuple[Path, ...], float]

    @classmethod
    def of(cls, root: Path, folder: Path) -> "Bench":
        """A copy of the project at `root`, in `folder`."""
        hidden = shutil.ignore_patterns(".*", "__pycache__", "build", "dist")
        shutil.copytree(root, folder, ignore=hidden, dirs_exist_ok=True)
        return cls(folder, {})

    def kills(self, mutant: Mutant) -> bool:
        """Whether a test sees it. Raises ValueError where tests fail without it."""
        tests = tests_of(mutant.path, self.root)
        if tests not in self.limits:
            began = time.monotonic()
            if not self.passes(tests):
                raise ValueError(f"{tests[0].parent}: its tests fail without any change")
            self.limits[tests] = SLACK + 4 * (time.monotonic() - began)
        file = self.root / mutant.path
        source = file.read_bytes()
        # Times of files are too coarse to tell one mutant's bytecode from the next one's.
        Path(importlib.util.cache_from_source(str(file))).unlink(missing_ok=True)
        file.write_bytes(mutant.of(source))
        try:
            return self._run(tests, self.limits[tests])
        finally:
            file.write_bytes(source)

    def passes(self, tests: Sequence[Path]) -> bool:
        """Whether the tests pass with the files as they are."""
        return not self._run(tests, None)

    def _run(self, tests: Sequence[Path], limit: float | None) -> bool:
        """Whether one of the tests fails, or they take longer than `limit` seconds."""
        # The run without a change leaves bytecode, without which each other one takes twice as long.
        no_bytecode = "" if limit is None else "1"
        environment = {
            **os.environ,
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
            "PYTHONDONTWRITEBYTECODE": no_bytecode,
        }
        command = [sys.executable, *PYTEST, *map(str, tests)]
        memory = (MOST_MEMORY, MOST_MEMORY)
        try:
            ended = subprocess.run(
                command,
                cwd=self.root,
                env=environment,
                timeout=limit,
                check=False,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                preexec_fn=partial(resource.setrlimit, resource.RLIMIT_AS, memory),
            )
        except subprocess.TimeoutExpired:
            return True
        return ended.returncode != 0


def tests_of(path: Path, root: Path) -> tuple[Path, ...]:
    """The tests of a file's own folder, those of its name first: most mutants get no further."""
    folder = TESTS / path.parent.relative_to(CORE)
    names = sorted(
        (root / folder).glob("test_*.py"), key=lambda p: (p.stem != f"test_{path.stem}", p)
    )
    return tuple(name.relative_to(root) for name in names)


def try_all(mutants: Iterable[Mutant], bench: Bench, say: Callable[[str], object]) -> int:
    """Say which mutants survive, as it turns out. Returns how many were killed."""
    killed = 0
    for mutant in mutants:
        if bench.kills(mutant):
            killed += 1
        else:
            say(str(mutant))
    return killed


def main(arguments: Sequence[str] | None = None, root: Path = ROOT) -> int:
    """Try the mutants that were asked for, and print the score."""
    options = parse(arguments)
    files = sorted(file for place in options.file for file in _files(root / place))
    mutants = [m for file in files for m in mutants_of(file.relative_to(root), file.read_bytes())]
    seed = random.SystemRandom().randrange(10**6) if options.seed is None else options.seed
    chosen = mutants
    if options.sample is not None and options.sample < len(mutants):
        picked = sorted(random.Random(seed).sample(range(len(mutants)), options.sample))  # noqa: S311
        chosen = [mutants[number] for number in picked]
    _say(f"{len(chosen)} of {len(mutants)} mutants (--seed {seed}); those that survive:")
    try:
        with tempfile.TemporaryDirectory() as folder:
            killed = try_all(chosen, Bench.of(root, Path(folder)), _say)
    except ValueError as error:
        _say(str(error))
        return 1
    _say(f"killed: {killed} of {len(chosen)}, {100 * killed / max(1, len(chosen)):.1f} %")
    return 0


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The options. Ends the process where they are wrong."""
    parser = argparse.ArgumentParser(prog="python -m scripts.mutants", description="Tries mutants.")
    parser.add_argument(
        "--file", type=Path, nargs="+", default=[CORE], help="files or folders of execsync/core"
    )
    parser.add_argument("--sample", type=int, help="try so many only")
    parser.add_argument("--seed", type=int, help="of the sample")
    return parser.parse_args(arguments)


def _files(place: Path) -> Iterable[Path]:
    return place.rglob("*.py") if place.is_dir() else [place]


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
