"""Expressions that clang could not type, read from their text and from the parts that it did understand."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from lockscan.seldom import seldom
from lockscan.syntax.nodes import Assign, Binary, Call, Conditional, Expr, Index, Name, Opaque, Ref, Span, Unary

_IDENTIFIER: Final = re.compile(rb"[A-Za-z_][A-Za-z_0-9]*\Z")
_STRING: Final = seldom(rb'"(?:\\.|[^"\\])*"')
_ASM_LABELS: Final = seldom(rb"\basm\w*\b[^(]*\bgoto\b.*:([\s\w,]*)\)\s*\Z", re.DOTALL)
_ASSIGNMENTS: Final = frozenset({"=", "+=", "-=", "*=", "/=", "%=", "<<=", ">>=", "&=", "|=", "^="})
_BINARY: Final = frozenset({*"+-*/%<>&^|,", "<<", ">>", "<=", ">=", "==", "!=", "&&", "||"})
_PREFIX: Final = frozenset({"&", "*", "!", "-", "+", "~", "++", "--"})


def recovered(span: Span, parts: tuple[Expr, ...], data: bytes) -> Expr:
    """A call, subscript, operator or name where the text leaves no doubt; else Opaque with its parts."""
    first = parts[0] if parts else None
    if first is None:
        text = data[span.start : span.end]
        return Name(span, text.decode("ascii"), Ref.LOCAL) if _IDENTIFIER.match(text) else Opaque(span)
    if type(first) is Name and first.ref is Ref.FUNCTION:
        return Call(span, first, parts[1:])
    if not _in_order(span, parts):
        return Opaque(span, parts)
    before = _bare(data[span.start : first.span.start])
    after = _bare(data[parts[-1].span.end : span.end])
    return _operator(span, parts, [before, *_between(parts, data), after]) or Opaque(span, parts)


def _operator(span: Span, parts: tuple[Expr, ...], gaps: list[str]) -> Expr | None:
    """The expression whose parts are separated by `gaps`; parentheses around parts are not told apart from a call's."""
    first = parts[0]
    before, after = gaps[0].replace("(", ""), gaps[-1]
    inner = [gap.strip("()") for gap in gaps[1:-1]]
    if len(parts) == 1:
        if before in _PREFIX and after.strip(")") == "":
            return Unary(span, before, first)
        if before == "" and after in ("++", "--"):
            return Unary(span, after, first)
        return Call(span, first, ()) if before == "" and after.endswith("()") else None
    if before:
        return None
    if len(parts) == 2 and after.startswith("]") and inner[0] == "[":
        return Index(span, first, parts[1])
    if gaps[1].startswith("(") and after.endswith(")") and all(gap == "," for gap in inner[1:]):
        return Call(span, first, parts[1:])
    if len(parts) == 3 and inner == ["?", ":"]:
        return Conditional(span, first, parts[1], parts[2])
    if len(parts) == 2 and inner[0] in _ASSIGNMENTS:
        return Assign(span, inner[0], first, parts[1])
    return Binary(span, inner[0], first, parts[1]) if len(parts) == 2 and inner[0] in _BINARY else None


def _in_order(span: Span, parts: tuple[Expr, ...]) -> bool:
    """Do the parts stand one after the other inside the span? Not so when a macro made them."""
    edges = [span.start, *(edge for part in parts for edge in part.span), span.end]
    return all(left <= right for left, right in pairwise(edges))


def _between(parts: tuple[Expr, ...], data: bytes) -> list[str]:
    return [_bare(data[left.span.end : right.span.start]) for left, right in pairwise(parts)]


def _bare(gap: bytes) -> str:
    return b"".join(gap.split()).decode("ascii", "replace")


def asm_labels(text: bytes) -> tuple[str, ...]:
    """The targets of an `asm goto`, which libclang does not list: what follows the last colon."""
    found = _ASM_LABELS.search(_STRING.sub(b'""', text))
    return tuple(found[1].decode("ascii").replace(",", " ").split()) if found else ()
