"""What is read from the text."""

from __future__ import annotations

import pytest

from lockscan.frontend.macros import postfix
from lockscan.frontend.spelling import for_parts, member_after
from lockscan.frontend.uses import Use, guess, use_at


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"->lock", (b"lock", True)),
        (b" . lock ", (b"lock", False)),
        (b")->a)", (b"a", True)),
        (b"->a->b", None),
        (b"->9", None),
        (b"[3]", None),
        (b"", None),
    ],
)
def test_member_after(text: bytes, expected: tuple[bytes, bool] | None) -> None:
    assert member_after(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"for (;;)", 0),
        (b"for (a;;)", 1),
        (b"for(;b;)", 2),
        (b"for \\\n (;;c)", 4),
        (b"for (a, f(';'); g[\"x;\"] ; (c))", 7),
        (b"for (/* ; */;// ;\n;)", 0),
        (b"while (a)", -1),
        (b"for (a; b)", -1),
        (b"for (a;", -1),
    ],
)
def test_for_parts(text: bytes, expected: int) -> None:
    assert for_parts(b"  " + text, 2) == expected


def test_postfix() -> None:
    assert postfix(b"(d)->a.b[i](x)->c + 1", 0) == [(b"a", True), (b"b", False), None, None, (b"c", True)]
    assert postfix(b"d->a /* x */ \\\n ->b)", 0) == [(b"a", True), (b"b", True)]
    assert postfix(b"3", 0) == []
    assert postfix(b"((d)", 0) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("return X;", Use.PLAIN),
        ("f(X, 1)", Use.HANDED),
        ("case X:", Use.CASE),
        ("X = 1;", Use.ASSIGNED),
        ("X++;", Use.ASSIGNED),
        ("if (X == 1)", Use.PLAIN),
        ("f(&X)", Use.STRUCT),
        ("a & X", Use.PLAIN),
        ("X.a", Use.STRUCT),
        ("X->a", Use.POINTER),
        ("X[1]", Use.ARRAY),
        ("{ X *p;", Use.POINTER_TYPE),
        ("= (X *)p", Use.POINTER_TYPE),
        ("a = b * X;", Use.PLAIN),
        ("{ X v;", Use.VALUE_TYPE),
        ("= (X)v", Use.VALUE_TYPE),
        ("sizeof(X)", Use.VALUE_TYPE),
        ('f("a" X)', Use.STRING),
        ('f(X "a")', Use.STRING),
    ],
)
def test_uses(text: str, expected: Use) -> None:
    start = text.index("X")
    assert use_at(text.encode(), start, start + 1) is expected


def test_guesses() -> None:
    assert guess("X", [Use.PLAIN]) is Use.CASE
    assert guess("x", [Use.HANDED, Use.HANDED]) is Use.HANDED
    assert guess("x", [Use.HANDED, Use.PLAIN]) is Use.ASSIGNED
    assert guess("x", [Use.PLAIN, Use.CASE]) is Use.CASE
    assert guess("X", [Use.PLAIN, Use.POINTER]) is Use.POINTER
