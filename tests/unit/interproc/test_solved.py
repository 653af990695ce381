"""Looking up what happens in a function."""

from __future__ import annotations

from lockscan.locks.events import Called, Dropped, GlobalTaken, Left, Taken
from tests.unit.interproc.programs import function, program_of

CODE = """
#include <linux/spinlock.h>
struct dev { spinlock_t lock; spinlock_t inner; int count; };
static void touch(struct dev *d) { spin_lock(&d->inner); d->count++; spin_unlock(&d->inner); }
int work(struct dev *d)
{
    if (d->count)
        return 1;
    spin_lock(&d->lock);
    touch(d);
    spin_unlock(&d->lock);
    return 0;
}
"""


def test_events_by_kind_and_by_what_is_held_are_those_of_the_function_in_order() -> None:
    program = program_of(CODE)
    solved = program.functions[function(program, "work")]
    assert {type(event) for event in solved.events} == {Taken, Called, Dropped, Left}
    for kind in (Taken, Called, Dropped, Left, GlobalTaken):
        assert list(solved.of(kind)) == [event for event in solved.events if type(event) is kind]
    assert [type(event) for event in solved.with_locks] == [Called, Dropped]
