"""What a parse did not deliver: functions that the text shows and clang dropped, and statements inside functions."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import Final

from lockscan.frontend.diagnostics import Diagnostic
from lockscan.frontend.lexical import LexicalFunction
from lockscan.syntax.unit import Function, Lost

# Complaints after which clang keeps the expression, or that concern nothing that is read here.
_HARMLESS: Final = re.compile(
    r"incomplete definition of type|no member named|is not a pointer|is not a structure or union"
    r"|too (few|many) arguments to function call|field designator|conflicting types|redefinition|redeclaration"
    r"|incompatible (result )?type|invalid operands|is not a function or function pointer|incomplete|never completed"
    r"|not a compile-time constant|array initializer|subscripted value|static declaration|non-static declaration"
    r"|excess elements|cast from|cannot take the address|duplicate (member|case)|bit-field|is not assignable"
    r"|#error|previous|must be a constant|requires|tentative"
)


def lost_functions(path: str, seen: Iterable[LexicalFunction], delivered: Iterable[Function]) -> tuple[Lost, ...]:
    """The functions of the text that no delivered function accounts for."""
    own = [function for function in delivered if function.file == path]
    names = {function.name for function in own}
    starts = sorted(function.span.start for function in own)
    lost: list[Lost] = []
    for function in seen:
        if function.name in names:
            continue
        before = bisect_right(starts, function.end - 1) - 1
        if before < 0 or starts[before] < function.start:
            lost.append(Lost(path, function.line, function.name, "the C parser could not make sense of its definition"))
    return tuple(lost)


def dropped_statements(
    path: str, name: str, diagnostics: Iterable[Diagnostic], functions: Sequence[Function]
) -> tuple[str, ...]:
    """One note for each function in which clang dropped a statement; `name` is what clang calls the file `path`."""
    own = sorted((function.span, function.name) for function in functions if function.file == path)
    starts = [span.start for span, _ in own]
    notes: dict[str, str] = {}
    for diagnostic in diagnostics:
        if diagnostic.file != name or _HARMLESS.search(diagnostic.message):
            continue
        at = bisect_right(starts, diagnostic.offset) - 1
        is_inside = at >= 0 and diagnostic.offset < own[at][0].end
        where = f"in {own[at][1]}(): a statement" if is_inside else "a declaration"
        notes.setdefault(where, f"{path}:{diagnostic.line}: {where} was not understood: {diagnostic.message}")
    return tuple(notes.values())


def missing_headers(path: str, unresolved: Sequence[str]) -> tuple[str, ...]:
    if not unresolved:
        return ()
    return (f"{path}: taken as empty: {', '.join(sorted(set(unresolved)))}",)
