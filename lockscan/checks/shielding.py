"""Fixes that keep interrupts away: the plain calls around a section turn irqs or bottom halves off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import Enum

from lockscan.checks.rewriting import Text, call_statements, is_braced
from lockscan.checks.section import Section, has_irqs_on, section
from lockscan.findings import Fix
from lockscan.interproc.program import Program, Solved
from lockscan.interproc.solved import function_of
from lockscan.locks.summary import Site
from lockscan.models.effects import Plain
from lockscan.syntax.build import statements
from lockscan.syntax.nodes import Block


class Shield(Enum):
    """What keeps the handler away."""

    IRQSAVE = "irqsave"
    BH = "bh"


def fixes(program: Program, site: Site, shield: Shield) -> tuple[Fix, ...]:
    """For the acquisition at `site`; none where it, or one of the calls that go with it, cannot be changed safely.

    Where a caller may have irqs off, and in headers, whose callers are not all seen, saving them does instead of
    turning bottom halves off. Between the first and the last of the calls nothing may depend on the configuration: what
    another one compiles there is not seen.
    """
    solved = function_of(site, program.functions)
    if solved is None or solved.failure:
        return ()
    function = solved.code.function
    text = Text.of(site.file, program.files.get(site.file, b""), function.span)
    plain = _pair(program.models.plain, text.called(site.span), shield)
    if plain is None or function.file != site.file or function.in_macro:
        return ()
    if shield is Shield.BH and not (site.file.endswith(".c") and has_irqs_on(program, solved)):
        shield = Shield.IRQSAVE  # enabling bottom halves with irqs off is forbidden
    found = section(program, solved, site.span)
    body = statements(function.body)
    if found is None or not _is_plain(text, plain, found, solved, body):
        return ()
    return (_fix(text, plain, found, body, shield),)


def _pair(pairs: Mapping[str, Plain], called: str, shield: Shield) -> Plain | None:
    """The calls that are there: plain ones, or those that turn bottom halves off where hard irqs are to be off."""
    if shield is Shield.IRQSAVE:
        for pair in pairs.values():
            if pair.bh[0] == called:
                return replace(pair, acquire=pair.bh[0], release=pair.bh[1])
    return pairs.get(called)


def all_at_once(several: Sequence[tuple[Fix, ...]]) -> tuple[Fix, ...]:
    """One fix for what is said once about several places; none where one of them has none."""
    if not all(several):
        return ()
    edits = dict.fromkeys(edit for alike in several for edit in alike[0].edits)
    return (Fix(several[0][0].description, tuple(edits)),)


def _is_plain(text: Text, plain: Plain, found: Section, solved: Solved, body: Block) -> bool:
    """Are all calls written out, as statements, and are all that the text has known to the analysis?"""
    takes, drops = frozenset(found.takes), frozenset(found.drops)
    known = {call.span for call in solved.code.calls() if text.called(call.span) == plain.release}
    return (
        is_braced(text, body)
        and all(text.called(span) == plain.acquire for span in takes)
        and drops <= known
        and takes | drops <= frozenset(call_statements(body))
        and text.times(plain.release) == len(known)
        and text.is_the_same_everywhere(takes | drops)
    )


def _fix(text: Text, plain: Plain, found: Section, body: Block, shield: Shield) -> Fix:
    (acquire, release), more = plain.bh, ""
    edits = []
    if shield is Shield.IRQSAVE:
        acquire, release = plain.irqsave
        flags = text.free_name(found.depth)
        more = f", {flags}"
        edits.append(text.declaration(body, f"unsigned long {flags};"))
    edits += [text.call(span, acquire, more) for span in found.takes]
    edits += [text.call(span, release, more) for span in found.drops]
    return Fix(f"Replace {plain.acquire}() by {acquire}()", tuple(edits))
