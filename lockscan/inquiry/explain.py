"""`--explain-finding`: what a finding rests on, how sure it is and why, and what would silence it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from lockscan.catalog import Catalog
from lockscan.config import Settings
from lockscan.errors import LockscanError
from lockscan.findings import Finding, Outcome, Precision
from lockscan.inquiry.answer import Point, point
from lockscan.inquiry.linked import linked
from lockscan.inquiry.others import entered
from lockscan.inquiry.spot import Spot, contexts, few, known_as, parse_place, spot_at, states
from lockscan.interproc.program import Program
from lockscan.report.fingerprint import fingerprints_of
from lockscan.report.source import Sources

_FINGERPRINT = re.compile(r"[0-9a-f]{6,32}\Z")
_LONG = 6  # calls; a longer path is less sure
_MEANING = {
    Precision.VERY_HIGH: "it rests on the text alone",
    Precision.HIGH: "every step is seen in the code or documented by the kernel",
    Precision.MEDIUM: "something is assumed, or several ways were looked at as one",
    Precision.LOW: "several things are assumed, or it rests on statistics",
}


def chosen(outcome: Outcome, wanted: str) -> list[tuple[Finding, str]]:
    """The findings that a fingerprint (its first digits do) or FILE:LINE means, each with its fingerprint."""
    everything = [*outcome.findings, *(entry.finding for entry in outcome.suppressed)]
    sources = Sources(outcome.sources)
    known = list(zip(everything, fingerprints_of(everything, outcome.hidden, sources), strict=True))
    if _FINGERPRINT.match(wanted):
        found = [(finding, digest) for finding, digest in known if digest.startswith(wanted)]
        if len({digest for _finding, digest in found}) > 1:
            raise LockscanError(f"{len(found)} findings have fingerprints that begin with {wanted}")
        return found
    named, line = parse_place(wanted)
    path = known_as(named, outcome.sources)
    return [
        (finding, digest)
        for finding, digest in known
        if finding.location.path == path and _covers(finding, line, sources)
    ]


def explain(paths: Sequence[Path], finding: Finding, digest: str, settings: Settings, catalog: Catalog) -> list[Point]:
    """What there is to say beside the finding itself."""
    program = linked(paths, settings).program
    path = finding.location.path
    line = program.files.get(path, b"").count(b"\n", 0, finding.location.start) + 1
    known = _known(program, spot_at(program, path, line)) if path in program.files else ()
    return [
        *known,
        *_sureness(finding, catalog),
        *_silencing(finding, line, settings, catalog),
        point(f"fingerprint {digest}"),
    ]


def _known(program: Program, spot: Spot) -> Iterator[Point]:
    """What the analysis knows at the place."""
    here = few(list(states(spot.events)))
    if here:
        yield point("what holds when this line is reached", here)
    if spot.solved is not None and spot.solved.events:
        name = spot.solved.code.function.name
        yield point(f"how {name}() comes to run", few(contexts(program, spot.solved)))
        yield entered(program, spot.solved)


def _sureness(finding: Finding, catalog: Catalog) -> Iterator[Point]:
    """Why the precision is what it is, as far as the evidence tells."""
    rule = catalog.rule(finding.rule)
    reasons = [f"assumed: {assumption}" for assumption in finding.assumptions]
    reasons += [
        f"the path '{flow.label}' is {len(flow.steps)} steps long: each is possible, all together need not be"
        for flow in finding.flows
        if len(flow.steps) > _LONG
    ]
    if finding.precision < rule.precision:
        reasons.append(f"findings of {rule.id} have {rule.precision.word} precision where nothing is in doubt")
    elif not reasons:
        reasons.append(f"that is what findings of {rule.id} typically have")
    yield point(f"{finding.precision.word} precision: {_MEANING[finding.precision]}", reasons)


def _silencing(finding: Finding, line: int, settings: Settings, catalog: Catalog) -> Iterator[Point]:
    rule = catalog.rule(finding.rule)
    ways = [f"code as under Good on the rule's page: lockscan --explain {rule.id}"]
    if finding.fixes:
        ways.insert(0, f"{finding.fixes[0].description[:1].lower()}{finding.fixes[0].description[1:]}")
    if finding.assumptions:
        ways.append(
            "if an assumption is wrong: a [[registers]], [[ops]] or [[root]] row in .lockscan.toml that says how the "
            "function runs"
        )
    ways.append(f"a comment on line {line}: /* lockscan: ignore[{rule.id}] and why */")
    higher = [p for p in (Precision.MEDIUM, Precision.HIGH) if p > max(finding.precision, settings.threshold(rule))]
    if higher and finding.precision < Precision.HIGH:
        ways.append(f"--min-precision {higher[0].word}, which hides whatever is as unsure as this")
    ways.append("a baseline that knows it: --write-baseline FILE")
    yield point("what would silence it", ways)


def _covers(finding: Finding, line: int, sources: Sources) -> bool:
    region = sources.region(finding.location)
    return region.start.line <= line <= region.end.line
