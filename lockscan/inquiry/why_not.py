"""`--why-not`: why a rule reports nothing at a line. What decides first is said first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from lockscan import suppress
from lockscan.catalog import Catalog, Rule
from lockscan.config import Settings
from lockscan.findings import Finding, Location
from lockscan.frozen import dataclass
from lockscan.inquiry import interrupts, others
from lockscan.inquiry.answer import Point, point
from lockscan.inquiry.linked import Linked, linked
from lockscan.inquiry.spot import Spot, contexts, few, known_as, spot_at, states
from lockscan.interproc.program import Program

_Explain = Callable[[Program, Spot], Iterator[Point]]
_BY_RULE: dict[str, _Explain] = {
    **dict.fromkeys(("lock-order-inversion", "irq-lock-order"), others.order),
    "sleep-in-atomic": others.sleep,
    **dict.fromkeys(
        (
            "double-acquire",
            "irq-flags-misuse",
            "irqs-enabled-early",
            "mismatched-unlock",
            "missing-unlock",
            "read-write-upgrade",
            "unlock-not-held",
            "wait-for-handler-deadlock",
        ),
        others.balance,
    ),
}


@dataclass(frozen=True, slots=True)
class Question:
    """Why does `rule` report nothing at line `line` of `path`, with these settings?"""

    path: str
    line: int
    rule: Rule
    settings: Settings
    catalog: Catalog


def why_not(paths: Sequence[Path], question: Question) -> list[Point]:
    """The reasons. Raises LockscanError for a line that the file does not have."""
    facts = linked(paths, question.settings, {question.rule.id})
    path = known_as(question.path, facts.program.files)
    if path is None:
        return [_not_scanned(facts, question)]
    spot = spot_at(facts.program, path, question.line)
    points = list(_off(question))
    about = list(_about_findings(facts, spot, question))
    points.extend(about)
    if not about:
        points.extend(_about_code(facts, spot, question.rule))
    return points


def _not_scanned(facts: Linked, question: Question) -> Point:
    lost = [entry for entry in facts.skipped if question.path.endswith(entry.path) and not entry.function]
    if lost:
        return point(f"{lost[0].path} was not analysed: {lost[0].reason}")
    return point(f"{question.path} is not among the scanned files, or none of its code or headers is used")


def _off(question: Question) -> Iterator[Point]:
    rule, here = question.rule, question.settings.within(Path(question.path).resolve())
    if rule.id in here.selected(question.catalog):
        return
    if rule.id in here.ignore:
        yield point(f"{rule.id} is ignored here: 'ignore' in the configuration, or --ignore")
    elif here.rules:
        yield point(f"{rule.id} does not run: other rules were chosen ('rules' in the configuration, or --rule)")
    else:
        yield point(f'{rule.id} is off by default: --rule {rule.id}, or enable = ["{rule.id}"]')


def _about_findings(facts: Linked, spot: Spot, question: Question) -> Iterator[Point]:
    """There is a finding after all: why it is not shown, or that it is, or where it is."""
    threshold = question.settings.within(Path(spot.path).resolve()).threshold(question.rule)
    here = [finding for finding in facts.findings if _is_at(spot, finding.location)]
    for finding in here:
        if finding.precision < threshold:
            yield point(
                f"there is one, of {finding.precision.word} precision, and only {threshold.word} and above is shown: "
                f"--min-precision {finding.precision.word}",
                (finding.message, *finding.assumptions),
            )
        else:
            yield from _shown_or_silenced(facts, finding, question)
    for finding in () if here else facts.findings:
        if any(_is_at(spot, place) for place in _evidence(finding)):
            line = facts.program.files[finding.location.path].count(b"\n", 0, finding.location.start) + 1
            where = f"{finding.location.path}:{line}"
            yield point(f"this line is part of the finding at {where}", (finding.message,))


def _shown_or_silenced(facts: Linked, finding: Finding, question: Question) -> Iterator[Point]:
    ran = (question.rule.id,)
    applied = suppress.apply([finding], dict(facts.program.files), question.catalog, ran)
    for entry in applied.suppressed:
        yield point(f"a comment silences it: {entry.reason or 'no reason given'}", (finding.message,))
    if not applied.suppressed:
        yield point("it is reported here, if no baseline or change leaves it out", (finding.message,))


def _about_code(facts: Linked, spot: Spot, rule: Rule) -> Iterator[Point]:
    function = spot.function
    if function is None:
        lost = [entry for entry in facts.skipped if entry.path == spot.path and entry.function]
        yield point(
            "this line is in no function that the parser understood",
            [f"line {entry.line}: {entry.function}() was not analysed: {entry.reason}" for entry in lost],
        )
        return
    solved = spot.solved
    if solved is None or not solved.events:
        reason = solved.failure if solved is not None and solved.failure else ""
        why = f"could not be analysed: {reason}" if reason else "does nothing to locks, directly or below a call"
        yield point(f"{function.name}() {why}")
        return
    if solved.is_truncated:
        yield point(f"{function.name}() has more paths than are kept apart; some states were merged or given up")
    yield point(f"how {function.name}() comes to run", few(contexts(facts.program, solved)) or ("nothing reaches it",))
    if rule.id in interrupts.CONTEXTS:
        yield from interrupts.explain(facts.program, spot, rule.id)
    elif rule.id in _BY_RULE:
        yield from _BY_RULE[rule.id](facts.program, spot)
    else:
        yield point("the states in which this line is reached", few(list(states(spot.events))) or ("no event here",))


def _is_at(spot: Spot, place: Location) -> bool:
    return place.path == spot.path and place.start < spot.end and spot.start < max(place.end, place.start + 1)


def _evidence(finding: Finding) -> Iterator[Location]:
    yield from (related.location for related in finding.related)
    yield from (step.location for flow in finding.flows for step in flow.steps)
