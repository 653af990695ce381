"""What is held when a function is entered: the meet over all ways to it."""

from __future__ import annotations

from lockscan.interproc.entries import Entered
from lockscan.locks.state import OFF, ON, UNSURE
from tests.unit.interproc.programs import function, program_of

HEAD = """
#include <linux/spinlock.h>
#include <linux/mutex.h>
struct dev { spinlock_t lock; spinlock_t inner; struct mutex mutex; int count; };
static void touch(struct dev *d) { spin_lock(&d->inner); d->count++; spin_unlock(&d->inner); }
"""


def entered(code: str, name: str = "touch") -> Entered:
    program = program_of(HEAD + code)
    found = program.entries.at(function(program, name))
    assert found is not None
    return found


def classes(found: Entered) -> set[str]:
    return {lock.lock_class for lock in found.holds}


ONE = """
void a(struct dev *d)
{ unsigned long f; spin_lock_irqsave(&d->lock, f); touch(d); spin_unlock_irqrestore(&d->lock, f); }
"""
TWO = """
void b(struct dev *d)
{ mutex_lock(&d->mutex); spin_lock(&d->lock); touch(d); spin_unlock(&d->lock); mutex_unlock(&d->mutex); }
"""
NONE = "void c(struct dev *d) { touch(d); }"


def test_one_caller_gives_its_locks_and_irq_state() -> None:
    found = entered(ONE)
    assert classes(found) == {"struct dev.lock"}
    assert found.irq == OFF
    assert found.is_atomic


def test_two_callers_give_what_they_share() -> None:
    found = entered(ONE + TWO)
    assert classes(found) == {"struct dev.lock"}
    assert found.irq == UNSURE
    assert found.is_atomic


def test_a_caller_without_locks_leaves_nothing() -> None:
    assert entered(ONE + NONE) == Entered(frozenset(), UNSURE, bh_off=False, is_atomic=False)
    assert entered(NONE).irq == ON


def test_locks_come_from_callers_of_callers_and_recursion_ends() -> None:
    middle = "static void again(struct dev *d, int n) { touch(d); if (n) again(d, n - 1); }"
    outer = "void o(struct dev *d) { mutex_lock(&d->mutex); again(d, 3); mutex_unlock(&d->mutex); }"
    assert classes(entered(middle + outer)) == {"struct dev.mutex"}


def test_a_lock_that_the_caller_gives_up_is_not_held_below() -> None:
    middle = "static void drop(struct dev *d) { spin_unlock(&d->lock); touch(d); spin_lock(&d->lock); }"
    outer = "void o(struct dev *d) { spin_lock(&d->lock); drop(d); spin_unlock(&d->lock); }"
    found = entered(middle + outer)
    assert not found.holds
    assert not found.is_atomic


def test_the_subsystem_holds_its_lock_around_a_callback() -> None:
    code = """
    #include <linux/serial_core.h>
    static void start(struct uart_port *port) { touch(port->private_data); }
    static const struct uart_ops ops = { .start_tx = start };
    """
    found = entered(code)
    assert classes(found) == {"struct uart_port.lock"}
    assert found.irq == OFF


def test_roots_of_a_function_are_those_that_lead_to_it() -> None:
    program = program_of(HEAD + ONE + TWO)
    roots = program.entries.roots_of(function(program, "touch"))
    assert {root.function.name for root in roots} == {"a", "b"}
