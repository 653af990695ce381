"""The usages that a summary keeps of everything below a function."""

from __future__ import annotations

from lockscan.interproc import Program
from lockscan.locks import summarise
from lockscan.locks.events import Called
from lockscan.locks.raising import Above
from lockscan.locks.state import ENTRY, OFF, State
from lockscan.locks.summary import Usage
from tests.unit.interproc.programs import function, program_of

CODE = """
#include <linux/spinlock.h>
#include <linux/mutex.h>
struct dev { spinlock_t a, b; struct mutex m; int n; };
static void take(struct dev *dev, spinlock_t *lock) { spin_lock(lock); dev->n++; spin_unlock(lock); }
static void irq(struct dev *dev) { spin_lock_irq(&dev->a); dev->n++; spin_unlock_irq(&dev->a); }
static void gives_up(struct dev *dev) { spin_unlock(&dev->a); mutex_lock(&dev->m); mutex_unlock(&dev->m);
                                        spin_lock(&dev->a); }
static void both(struct dev *dev) { take(dev, &dev->a); take(dev, &dev->b); take(dev, &dev->a); irq(dev); }
void off(struct dev *dev) { unsigned long flags; local_irq_save(flags); both(dev); local_irq_restore(flags); }
static void pair(struct dev *dev) { take(dev, &dev->b); take(dev, &dev->a); }
void deep(struct dev *dev, int x) { mutex_lock(&dev->m); if (x) pair(dev); mutex_unlock(&dev->m); take(dev, &dev->a); }
void handed(struct dev *dev) { spin_lock(&dev->a); gives_up(dev); spin_unlock(&dev->a); }
void released(struct dev *dev) { spin_unlock(&dev->a); take(dev, &dev->a); spin_lock(&dev->a); }
"""


def _usages(program: Program, name: str) -> tuple[Usage, ...]:
    return program.functions[function(program, name)].summary.usages


def test_one_witness_of_a_kind() -> None:
    usages = _usages(program_of(CODE), "both")
    assert [(usage.lock_class, usage.irq, len(usage.chain)) for usage in usages] == [
        ("struct dev.a", ENTRY, 1),
        ("struct dev.b", ENTRY, 1),
        ("struct dev.a", OFF, 1),
    ]


def test_the_nearest_one_says_what_is_true_of_all() -> None:
    held = frozenset({"struct dev.m"})
    usages = _usages(program_of(CODE), "deep")
    assert [(usage.lock_class, len(usage.chain), usage.holds, len(usage.requires)) for usage in usages] == [
        ("struct dev.m", 0, frozenset(), 0),
        ("struct dev.b", 2, held, 1),
        ("struct dev.a", 1, frozenset(), 2),  # with x, and without
    ]


def test_a_lock_that_was_released_is_taken_back_below() -> None:
    assert [usage.is_regained for usage in _usages(program_of(CODE), "released")] == [True, True]


def test_equal_surroundings_are_one_object_for_all_functions() -> None:
    around = [usage.around for solved in program_of(CODE).functions.values() for usage in solved.summary.usages]
    assert len(set(map(id, around))) == len(set(around)) < len(around)


def test_needs_of_one_call_are_lifted_once() -> None:
    program = program_of(CODE)
    (event,) = program.functions[function(program, "off")].of(Called)
    assert event.lift() is event.lift()


def test_filling_in_nothing_is_carrying() -> None:
    program = program_of(CODE)
    calls = [event for solved in program.functions.values() for event in solved.of(Called)]
    assert any(usage.given for event in calls for usage in event.callee.usages)
    for event in calls:
        below = event.callee.usages
        above = Above.of(State(), below.carrier)
        made = [above.usage(usage, below.spots[id(usage.place)], is_certain=True) for usage in below.own]
        assert made == list(below)


def test_more_than_the_limit_are_not_kept(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    whole = _usages(program_of(CODE), "both")
    monkeypatch.setattr(summarise, "_MOST_USAGES", 2)
    program = program_of(CODE)
    assert _usages(program, "both") == whole[:2]
    assert program.functions[function(program, "both")].summary.is_truncated
    assert not program.functions[function(program, "irq")].summary.is_truncated
