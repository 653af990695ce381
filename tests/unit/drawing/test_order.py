"""The order of locks as diagrams: what is an arrow, and what becomes of more locks than a picture can hold."""

from __future__ import annotations

from lockscan.drawing.findings import machines, orders
from lockscan.drawing.order import order_diagrams
from lockscan.findings import Diagram, Finding, Level, Location, Precision, Standing
from tests.unit.interproc.programs import program_of

HEAD = """\
#include <linux/spinlock.h>
#include <linux/mutex.h>

struct card { spinlock_t lock; struct mutex big; int n; };
"""
NESTED = """
void f(struct card *c)
{
	mutex_lock(&c->big);
	spin_lock(&c->lock);
	c->n++;
	spin_unlock(&c->lock);
	mutex_unlock(&c->big);
}
"""


def arrows(diagram: Diagram) -> list[tuple[str, str, list[str]]]:
    return [
        (
            diagram.boxes[arrow.source].lines[0],
            diagram.boxes[arrow.target].lines[0],
            [f"{one.text} {one.line}" for one in arrow.operations],
        )
        for arrow in diagram.arrows
    ]


def test_an_arrow_from_what_is_held_to_what_is_taken() -> None:
    (diagram,) = order_diagrams(program_of(HEAD + NESTED), frozenset())
    assert arrows(diagram) == [("struct card.big", "struct card.lock", ["f() 9"])]
    assert [(box.lines[1], box.standing) for box in diagram.boxes] == [
        ("mutex", Standing.FREE),
        ("spinlock", Standing.LOCKED),
    ]
    assert diagram.title == "the order of 2 locks"


def test_locks_that_are_never_taken_together_are_no_picture() -> None:
    code = "void f(struct card *c) { spin_lock(&c->lock); spin_unlock(&c->lock); }"
    other = "void g(struct card *c) { mutex_lock(&c->big); mutex_unlock(&c->big); }"
    assert list(order_diagrams(program_of(HEAD + code + other), frozenset())) == []


def _many(number: int) -> str:
    locks = "".join(f"static DEFINE_SPINLOCK(lock_{n});\n" for n in range(number))
    uses = "".join(f"\tspin_lock(&lock_{n});\n\tspin_unlock(&lock_{n});\n" for n in range(number))
    return f"{locks}void f(struct card *c)\n{{\n\tmutex_lock(&c->big);\n{uses}\tmutex_unlock(&c->big);\n}}\n"


def test_too_many_for_a_picture_are_shown_around_what_is_wanted() -> None:
    program = program_of(HEAD + _many(20))
    assert list(order_diagrams(program, frozenset())) == []
    (diagram,) = order_diagrams(program, frozenset(("struct card.big",)))
    assert diagram.title == "the order of the locks around struct card.big"
    assert len(diagram.boxes) == 16
    assert diagram.remarks == ("5 more locks are taken around it or under it",)


def test_what_belongs_to_findings() -> None:
    program = program_of(HEAD + NESTED + "void g(struct card *c) { spin_lock(&c->lock); spin_unlock(&c->lock); }\n")
    (path,) = {function.file for function in program.index.functions.values()}
    finding = Finding("rule", "what", Location(path, 0, 1, "g"), Precision.HIGH, Level.ERROR)
    assert [drawn.title for drawn in machines(program, [finding, finding])] == ["g()"]
    assert len(orders(program, [finding])) == 1
