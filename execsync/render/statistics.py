"""Findings counted by rule: how many there are, where, and how each rule is satisfied or quieted."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

from execsync.core.diagnostic import Diagnostic, Severity
from execsync.core.rules import Rule
from execsync.core.rules.fixes import FIXABLE
from execsync.render.counted import counted
from execsync.render.diagnostics_json import FORMAT_VERSION, summary
from execsync.render.finding_lines import COLOURS, INDENT, count
from execsync.render.flow import Mark, flow
from execsync.render.plain import visible
from execsync.render.runner_words import to_json
from execsync.render.style import Colour, Style

LAST = "`execsync rule CODE` explains a rule; [rules.ignore] quiets some for a path"


@dataclass(frozen=True, slots=True)
class RuleCount:
    """One rule's findings. `quiet` is empty where the rule always holds."""

    code: str
    name: str
    severity: Severity
    places: int
    files: int
    mend: str
    quiet: str


def statistics(found: Iterable[Diagnostic], rules: Mapping[str, Rule]) -> list[RuleCount]:
    """A count for each rule that found something: errors first, then by the number of places."""
    by_code: dict[str, list[Diagnostic]] = {}
    for one in found:
        by_code.setdefault(one.code, []).append(one)
    counts = [_count(rules[code], group) for code, group in by_code.items()]
    ranks = list(Severity)
    return sorted(counts, key=lambda one: (ranks.index(one.severity), -one.places, one.code))


def statistics_text(
    found: Sequence[Diagnostic], *, files: int, rules: Mapping[str, Rule], style: Style
) -> str:
    """Three lines a rule, and those that `validate` ends with."""
    blocks = [_lines(one, style) for one in statistics(found, rules)]
    lines = [line for block in blocks for line in (*block, "")]
    lines += flow(f"{count(found, files)}.", style)
    lines += flow(LAST, style) if found else []
    return "".join(f"{line}\n" for line in lines)


def statistics_json(found: Sequence[Diagnostic], *, files: int, rules: Mapping[str, Rule]) -> str:
    """One JSON document, ended by a line end."""
    document = {
        "format_version": FORMAT_VERSION,
        "statistics": [asdict(one) for one in statistics(found, rules)],
        "summary": summary(found, files=files),
    }
    return to_json(document, indent=2) + "\n"


def _count(rule: Rule, found: Sequence[Diagnostic]) -> RuleCount:
    return RuleCount(
        code=rule.code,
        name=rule.name,
        severity=found[0].severity,
        places=len(found),
        files=len({one.path for one in found}),
        mend=_mend(rule, found),
        quiet=_quiet(rule),
    )


def _quiet(rule: Rule) -> str:
    """What keeps the rule from being told; empty where nothing does."""
    off = "" if rule.firm else f'{rule.code} = "off" below [rules.severity] in execsync.toml'
    return rule.quiet or off


def _mend(rule: Rule, found: Sequence[Diagnostic]) -> str:
    """The hint that most of the findings give."""
    [(hint, times)] = Counter(one.hint for one in found).most_common(1)
    if hint and times < len(found):
        hint = f"{hint} (in {times:,} of them)"
    fixing = "`execsync validate --fix` does what is safe" if rule.code in FIXABLE else ""
    told = f"{hint} {fixing}" if hint.endswith("?") else "; ".join(filter(None, (hint, fixing)))
    return told.rstrip() or f"see `execsync rule {rule.code}`"


def _lines(one: RuleCount, style: Style) -> Iterator[str]:
    rule = f"{one.severity} {one.code}"
    where = f"{counted(one.places, 'place')} in {counted(one.files, 'file')}"
    marks = [Mark(0, len(rule), (COLOURS[one.severity], Colour.BOLD))]
    yield from flow(f"{rule} {one.name}: {where}", style, marks=marks, hang=INDENT)
    quiet = one.quiet or "no setting does, it always holds"
    for label, text in (("mend:  ", visible(one.mend)), ("quiet: ", quiet)):
        hang = " " * len(label)
        yield from flow(label + text, style, Colour.DIM, indent=INDENT, hang=hang)
