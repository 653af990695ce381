"""One HTML page that needs nothing else: no network, no other file; whatever was scanned, it shows as text.

Jinja escapes every value, and the policy in the page lets nothing run or load but its own style and script, which it
names by their hashes.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from functools import cache
from importlib import resources
from itertools import takewhile
from typing import TYPE_CHECKING

from lockscan import __version__
from lockscan.catalog import Catalog, Rule
from lockscan.findings import Finding, Flow, Level, Location, Outcome, Skipped
from lockscan.frozen import dataclass
from lockscan.report.drawings import Drawings, Drawn
from lockscan.report.excerpt import Line, excerpt
from lockscan.report.fingerprint import fingerprints_of
from lockscan.report.printable import printable
from lockscan.report.source import Sources

if TYPE_CHECKING:
    from jinja2 import Template
    from markupsafe import Markup

_CONTEXT = 3  # lines of source around a finding
_DEEPEST = 4  # steps are not indented further


@dataclass(frozen=True, slots=True)
class _Place:
    """A step or a related place; `depth` as far as it is shown."""

    message: str
    place: str
    excerpt: tuple[Line, ...]
    depth: int = 0


@dataclass(frozen=True, slots=True)
class _Path:
    label: str
    steps: tuple[_Place, ...]


@dataclass(frozen=True, slots=True)
class _Shown:
    """A finding, every text fit to be shown. `silenced`: a comment's reason, None without a comment."""

    anchor: str
    fingerprint: str
    rule: str
    level: str
    precision: str
    path: str
    place: str
    function: str
    lock: str
    message: str
    excerpt: tuple[Line, ...]
    related: tuple[_Place, ...]
    flows: tuple[_Path, ...]
    scenario: str
    assumptions: tuple[str, ...]
    fixes: tuple[str, ...]
    silenced: str | None
    machine: Drawn | None


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of a summary: findings by level. `label` is what is shown of the name."""

    name: str
    label: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Page:
    """A page of the catalogue; `page` is HTML."""

    id: str
    summary: str
    page: Markup


@dataclass(frozen=True, slots=True)
class _Gap:
    """Something that was not analysed."""

    place: str
    what: str
    reason: str


def render(outcome: Outcome, catalog: Catalog, *, show_suppressed: bool = False) -> str:
    """The whole page. The same outcome gives the same bytes: the time that a scan took is not on it."""
    drawings = Drawings(outcome)
    orders = [drawings.order(order) for order in outcome.orders]
    shown = _shown(outcome, drawings, show_suppressed=show_suppressed)
    directory = _directory(shown)
    style, script = _file("page.css"), _file("page.js")
    used = {finding.rule for finding in shown}
    return _template().render(
        title=f"lockscan: {len(outcome.findings):,} finding{'' if len(outcome.findings) == 1 else 's'}",
        version=__version__,
        facts=_facts(outcome),
        remarks=[printable(remark) for remark in outcome.remarks],
        failures=[printable(failure) for failure in outcome.failures],
        levels=list(Level),
        by_rule=_rows(shown, lambda finding: finding.rule),
        by_file=_rows(shown, lambda finding: finding.path, directory),
        directory=directory,
        by_lock=_rows((finding for finding in shown if finding.lock), lambda finding: finding.lock),
        choices=_choices(shown),
        findings=shown,
        orders=orders,
        skipped=[_gap(entry) for entry in outcome.skipped],
        rules=[_page(rule) for rule in catalog.rules if rule.id in used],
        style=_markup(style),
        script=_markup(script),
        style_hash=_hash(style),
        script_hash=_hash(script),
    )


def _shown(outcome: Outcome, drawings: Drawings, *, show_suppressed: bool) -> list[_Shown]:
    sources = Sources(outcome.sources)
    silenced = outcome.suppressed if show_suppressed else ()
    findings = [*outcome.findings, *(entry.finding for entry in silenced)]
    reasons = [None] * len(outcome.findings) + [printable(entry.reason) for entry in silenced]
    digests = fingerprints_of(findings, outcome.hidden, sources)
    return [_finding(*parts, sources, drawings) for parts in zip(findings, digests, reasons, strict=True)]


def _finding(finding: Finding, digest: str, silenced: str | None, sources: Sources, drawings: Drawings) -> _Shown:
    on_the_way = {step.location for flow in finding.flows for step in flow.steps}
    related = (entry for entry in finding.related if entry.location not in on_the_way)
    return _Shown(
        anchor=f"f-{digest[:16]}",
        fingerprint=digest,
        rule=finding.rule,
        level=finding.level.value,
        precision=finding.precision.word,
        path=printable(finding.location.path),
        place=_where(finding.location, sources),
        function=printable(finding.location.function),
        lock=printable(finding.lock),
        message=printable(finding.message),
        excerpt=excerpt(finding.location, sources, _CONTEXT),
        related=tuple(_place(entry.location, entry.message, 0, sources) for entry in related),
        flows=tuple(_path(flow, sources) for flow in finding.flows if flow.steps),
        scenario="\n".join(printable(line) for line in finding.scenario),
        assumptions=tuple(map(printable, finding.assumptions)),
        fixes=tuple(_fix(fix.description, [edit.text for edit in fix.edits]) for fix in finding.fixes),
        silenced=silenced,
        machine=drawings.machine(finding),
    )


def _path(flow: Flow, sources: Sources) -> _Path:
    steps = (_place(step.location, step.message, step.depth, sources) for step in flow.steps)
    return _Path(printable(flow.label), tuple(steps))


def _place(location: Location, message: str, depth: int, sources: Sources) -> _Place:
    lines = excerpt(location, sources, 0, longest=1)
    return _Place(printable(message), _where(location, sources), lines, min(depth, _DEEPEST))


def _where(location: Location, sources: Sources) -> str:
    start = sources.region(location).start
    return f"{printable(location.path)}:{start.line}:{start.column}"


def _fix(description: str, texts: list[str]) -> str:
    new = " … ".join(text for text in texts if text)
    return printable(f"{description}: {new}" if new else description)


def _gap(entry: Skipped) -> _Gap:
    what = f"{entry.function}()" if entry.function else "the file"
    return _Gap(f"{printable(entry.path)}:{max(entry.line, 1)}", printable(what), printable(entry.reason))


def _facts(outcome: Outcome) -> str:
    coverage = outcome.coverage
    return (
        f"{coverage.files:,} files, {coverage.lines:,} lines, {coverage.functions_analysed:,} of "
        f"{coverage.functions_seen:,} functions analysed, {len(outcome.skipped):,} skipped, "
        f"{len(outcome.suppressed):,} silenced by comments"
    )


def _directory(findings: Iterable[_Shown]) -> str:
    """What the paths have in common, up to a slash."""
    folders = [finding.path.split("/")[:-1] for finding in findings]
    common = folders[0] if folders else []
    for folder in folders:
        same = takewhile(lambda pair: pair[0] == pair[1], zip(common, folder, strict=False))
        common = [one for one, _ in same]
    return "".join(f"{part}/" for part in common)


def _rows(findings: Iterable[_Shown], key: Callable[[_Shown], str], prefix: str = "") -> list[_Row]:
    """The most frequent first; `prefix` is not shown."""
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for finding in findings:
        counted[key(finding)][finding.level] += 1
    ranked = sorted(counted.items(), key=lambda item: (-item[1].total(), item[0]))
    return [
        _Row(name, name.removeprefix(prefix) or name, tuple(counts[level.value] for level in Level))
        for name, counts in ranked
    ]


def _choices(findings: list[_Shown]) -> list[tuple[str, str, list[str]]]:
    """What can be filtered by: the attribute, its name for people, its values."""
    return [
        ("rule", "Rule", sorted({finding.rule for finding in findings})),
        ("level", "Level", [level.value for level in Level if any(f.level == level.value for f in findings)]),
        ("precision", "Precision", sorted({finding.precision for finding in findings})),
        ("file", "File", sorted({finding.path for finding in findings})),
        ("lock", "Lock", sorted({finding.lock for finding in findings if finding.lock})),
    ]


def _page(rule: Rule) -> _Page:
    from markdown_it import MarkdownIt

    # The page's own title is the heading of its section already; its sections go two levels down.
    text = rule.page.partition("\n")[2].replace("\n## ", "\n#### ")
    return _Page(rule.id, rule.summary, _markup(MarkdownIt("commonmark", {"html": False}).enable("table").render(text)))


def _markup(text: str) -> Markup:
    """Text of lockscan's own, which needs no escaping."""
    from markupsafe import Markup

    return Markup(text)


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@cache
def _template() -> Template:
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=False, keep_trailing_newline=True)
    return environment.from_string(_file("page.html.jinja"))


def _file(name: str) -> str:
    return (resources.files("lockscan.report") / "page" / name).read_text(encoding="utf-8")
