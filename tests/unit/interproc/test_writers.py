"""Which functions may write a member, in whatever order they are asked about."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

from lockscan.interproc.index import Index
from lockscan.interproc.writers import Writers
from lockscan.locks.place import Field
from lockscan.locks.summary import FunctionId
from tests.unit.interproc.programs import program_of

CODE = """
struct dev { int a, b, c; };
static void leaf(struct dev *dev) { dev->a = 1; }
static void again(struct dev *dev, int n);
static void once(struct dev *dev, int n) { dev->b = n; if (n) again(dev, n - 1); }
static void again(struct dev *dev, int n) { leaf(dev); once(dev, n); }
static void reads(struct dev *dev) { if (dev->a) leaf(0); }
void top(struct dev *dev) { once(dev, dev->c); reads(dev); }
"""
NAMES = ("leaf", "once", "again", "reads", "top")
EXPECTED = {"leaf": "a", "once": "ab", "again": "ab", "reads": "a", "top": "ab"}


def _function(index: Index, name: str) -> FunctionId:
    (found,) = (identity for identity in index.functions if identity.name == name)
    return found


def _may_write(writers: Writers, functions: Sequence[FunctionId], member: Field) -> bool:
    written = writers.writes(functions)
    return bool(written & writers.bits(member))


def test_the_order_of_questions_does_not_matter() -> None:
    index = program_of(CODE).index
    assert index is not None
    for order in permutations(NAMES):
        writers = Writers(index, {})
        found = {
            name: "".join(m for m in "abc" if _may_write(writers, [_function(index, name)], Field("dev", m)))
            for name in order
        }
        assert found == EXPECTED


def test_one_of_several() -> None:
    index = program_of(CODE).index
    assert index is not None
    writers = Writers(index, {})
    asked = [_function(index, "leaf"), _function(index, "once")]
    assert _may_write(writers, asked, Field("dev", "b"))
    assert not _may_write(writers, asked[:1], Field("dev", "b"))
    assert not _may_write(writers, asked, Field("other", "b"))
    assert not _may_write(writers, [], Field("dev", "b"))
