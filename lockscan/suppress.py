"""Comments `lockscan: ignore[rule-id, …] reason`: they silence findings, and are findings when they silence nothing."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping

from lockscan.catalog import Catalog, closest
from lockscan.findings import Edit, Finding, Fix, Level, Location, Precision, Suppressed
from lockscan.frozen import dataclass
from lockscan.seldom import seldom

RULE = "unused-suppression"

MARK = b"lockscan:"
# Comments, and the literals in which something only looks like one.
_TOKEN = seldom(rb"""(?P<comment>/\*.*?\*/|//(?:\\\r?\n|[^\n])*)|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'""", re.DOTALL)
_DIRECTIVE = seldom(
    rb"lockscan:\s*(?P<word>[\w-]*)\s*(?:\[(?P<rules>[^\]]*)\])?[ \t]*(?P<reason>.*?)\s*(?:\*/|\Z)", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Directive:
    """One comment. `lines`: the 1-based lines that it speaks for. `rules` None: it is not written as it should be."""

    path: str
    start: int
    end: int
    lines: range
    rules: tuple[str, ...] | None
    reason: str


@dataclass(frozen=True, slots=True)
class Applied:
    """`findings`: those that are left, and those about comments that silence nothing; not sorted."""

    findings: tuple[Finding, ...]
    suppressed: tuple[Suppressed, ...]


def apply(
    findings: Iterable[Finding],
    sources: Mapping[str, bytes],
    catalog: Catalog,
    ran: Collection[str],
    incomplete: Collection[str] = (),
) -> Applied:
    """Split findings by the comments in `sources`.

    `ran`: the rules of this run; a comment about another rule may have its use. `incomplete`: files of which something
    was not analysed; a comment there may be about what was lost.
    """
    directives = {path: tuple(read(path, data)) for path, data in sources.items() if MARK in data}
    used: set[tuple[Directive, str]] = set()
    kept: list[Finding] = []
    silenced: list[Suppressed] = []
    for finding in findings:
        directive = _silencer(finding, directives.get(finding.location.path, ()), sources)
        if directive is None:
            kept.append(finding)
        else:
            used.add((directive, finding.rule))
            silenced.append(Suppressed(finding, directive.reason))
    if RULE in ran:
        for path in sorted(directives):
            for directive in directives[path]:
                kept.extend(_complaints(directive, used, catalog, () if path in incomplete else ran))
    return Applied(tuple(kept), tuple(silenced))


def read(path: str, data: bytes) -> Iterator[Directive]:
    """The directives of a file, in order."""
    for token in _TOKEN.finditer(data):
        comment = token["comment"]
        if comment is None or MARK not in comment:
            continue
        found = _DIRECTIVE.search(comment)
        if found is not None:
            yield Directive(
                path=path,
                start=token.start(),
                end=token.end(),
                lines=_lines(data, token.start(), token.end()),
                rules=_rules(found["word"], found["rules"]),
                reason=" ".join(found["reason"].decode("utf-8", "replace").split()),
            )


def _rules(word: bytes, rules: bytes | None) -> tuple[str, ...] | None:
    if word != b"ignore" or rules is None:
        return None
    names = tuple(name.strip() for name in rules.decode("utf-8", "replace").split(","))
    return names if all(names) else None


def _lines(data: bytes, start: int, end: int) -> range:
    """A comment beside code speaks for the lines that it is on, one that stands alone for the next line of code."""
    first = _line(data, start)
    last = first + data.count(b"\n", start, end)
    before = data[data.rfind(b"\n", 0, start) + 1 : start]
    line_end = data.find(b"\n", end)
    after = data[end : line_end if line_end >= 0 else len(data)]
    if before.strip() or after.strip():
        return range(first, last + 1)
    target = last + 1
    position = line_end + 1 if line_end >= 0 else len(data)
    while comment := re.compile(rb"[ \t]*(?:/\*.*?\*/|//[^\n]*)[ \t\r]*\n", re.DOTALL).match(data, position):
        target += data.count(b"\n", position, comment.end())
        position = comment.end()
    return range(target, target + 1)


def _line(data: bytes, offset: int) -> int:
    return data.count(b"\n", 0, offset) + 1


def _silencer(finding: Finding, directives: Iterable[Directive], sources: Mapping[str, bytes]) -> Directive | None:
    for directive in directives:
        is_about = directive.rules is not None and finding.rule in directive.rules
        if is_about and _line(sources[directive.path], finding.location.start) in directive.lines:
            return directive
    return None


def _complaints(
    directive: Directive, used: Collection[tuple[Directive, str]], catalog: Catalog, ran: Collection[str]
) -> Iterator[Finding]:
    """What is wrong with a comment: how it is written, ids that no rule has, rules that report nothing there."""
    if directive.rules is None:
        yield _complaint(directive, "this comment silences nothing: write 'lockscan: ignore[rule-id] reason'", "form")
        return
    unknown = [rule for rule in directive.rules if not catalog.has(rule)]
    for rule in unknown:
        message = f"this comment names '{rule}', and there is no such rule{closest(rule, catalog.ids())}"
        yield _complaint(directive, message, rule)
    idle = [rule for rule in directive.rules if rule in ran and rule not in unknown and (directive, rule) not in used]
    fixes = (_removal(directive),) if len(idle) == len(directive.rules) else ()
    for rule in idle:
        yield _complaint(directive, f"there is nothing for this comment to silence: no {rule} here", rule, fixes)


def _removal(directive: Directive) -> Fix:
    return Fix("Remove the comment", (Edit(directive.path, directive.start, directive.end, ""),))


def _complaint(directive: Directive, message: str, key: str, fixes: tuple[Fix, ...] = ()) -> Finding:
    return Finding(
        rule=RULE,
        message=message,
        location=Location(directive.path, directive.start, directive.end),
        precision=Precision.HIGH,
        level=Level.NOTE,
        fixes=fixes,
        key=key,
    )
