"""The state machine of a function as a diagram: which states are one box, and what stands beside the arrows."""

from __future__ import annotations

from lockscan.drawing.machine import machine_diagram
from lockscan.findings import Diagram, Standing
from tests.unit.interproc.programs import function, program_of

HEAD = """\
#include <linux/spinlock.h>
#include <linux/mutex.h>
#include <linux/interrupt.h>
#include <linux/delay.h>

struct card { spinlock_t lock; struct mutex big; int n; };
"""


def drawn(code: str, name: str) -> Diagram:
    program = program_of(HEAD + code)
    return machine_diagram(program, function(program, name))


def states(diagram: Diagram) -> list[tuple[str, ...]]:
    return [box.lines for box in diagram.boxes if box.standing in (Standing.FREE, Standing.LOCKED)]


def moves(diagram: Diagram) -> list[tuple[int, int, list[str]]]:
    return [(arrow.source, arrow.target, [one.text for one in arrow.operations]) for arrow in diagram.arrows]


def test_states_that_look_the_same_are_one_box() -> None:
    diagram = drawn(
        """
int f(struct card *c, int again)
{
	unsigned long flags;

	spin_lock_irqsave(&c->lock, flags);
	c->n++;
	spin_unlock_irqrestore(&c->lock, flags);
	if (again) {
		spin_lock_irqsave(&c->lock, flags);
		c->n++;
		spin_unlock_irqrestore(&c->lock, flags);
	}
	return c->n;
}
""",
        "f",
    )
    assert states(diagram) == [("as entered",), ("holds c->lock", "hard irqs off")]
    take, give = "spin_lock_irqsave(&c->lock, flags)", "spin_unlock_irqrestore(&c->lock, flags)"
    assert moves(diagram) == [
        (0, 1, []),
        (1, 2, [take, take]),
        (1, 3, ["return c->n"]),
        (2, 1, [give, give]),
    ]
    assert [one.line for one in diagram.arrows[1].operations] == [12, 16]
    assert [box.standing for box in diagram.boxes] == [
        Standing.ENTRY,
        Standing.FREE,
        Standing.LOCKED,
        Standing.EXIT,
    ]
    assert (diagram.title, diagram.line, diagram.location.function) == ("f()", 8, "f")


def test_a_way_out_with_the_lock_held_leaves_from_that_state() -> None:
    diagram = drawn(
        """
int f(struct card *c)
{
	spin_lock(&c->lock);
	if (c->n)
		return -1;
	spin_unlock(&c->lock);
	return 0;
}
""",
        "f",
    )
    assert (2, 3, ["return -1"]) in moves(diagram)
    assert (1, 3, ["return 0"]) in moves(diagram)


def test_a_lock_that_is_tried_is_held_on_one_way() -> None:
    diagram = drawn(
        """
int f(struct card *c)
{
	if (!spin_trylock(&c->lock))
		return 0;
	spin_unlock(&c->lock);
	return 1;
}
""",
        "f",
    )
    assert (1, 2, ["spin_trylock(&c->lock)"]) in moves(diagram)
    assert (1, 3, ["return 0", "return 1"]) in moves(diagram)


def test_what_happens_without_leaving_a_state() -> None:
    diagram = drawn(
        """
static void inner(struct card *c)
{
	spin_lock(&c->lock);
	spin_unlock(&c->lock);
}

static void rest(struct card *c)
{
	msleep(1);
	inner(c);
}

void outer(struct card *c)
{
	mutex_lock(&c->big);
	inner(c);
	rest(c);
	synchronize_irq(7);
	mutex_unlock(&c->big);
}
""",
        "outer",
    )
    held = next(box for box in diagram.boxes if box.lines[0] == "holds c->big")
    assert ("inner(c)", "takes struct card.lock") in [(one.text, one.note) for one in held.inside]
    assert ("rest(c)", "takes struct card.lock; may sleep") in [(one.text, one.note) for one in held.inside]
    assert ("synchronize_irq(7)", "waits for a handler") in [(one.text, one.note) for one in held.inside]


def test_what_is_released_was_the_callers() -> None:
    diagram = drawn("void f(struct card *c) { spin_unlock_irq(&c->lock); c->n++; spin_lock_irq(&c->lock); }", "f")
    assert ("has released c->lock, which its caller holds", "hard irqs on") in states(diagram)


def test_how_it_is_entered() -> None:
    diagram = drawn(
        """
static irqreturn_t handler(int irq, void *data)
{
	struct card *c = data;

	spin_lock(&c->lock);
	spin_unlock(&c->lock);
	return IRQ_HANDLED;
}

int probe(struct card *c)
{
	return request_irq(7, handler, 0, "card", c);
}
""",
        "handler",
    )
    assert diagram.boxes[0].lines == ("handler()", "runs in hardirq context", "hard irqs off, bottom halves off")
