"""One action on one state: locks, flags, irq state, and how results split the path."""

from __future__ import annotations

from lockscan.locks.actions import (
    Assign,
    Branch,
    Check,
    CountBh,
    Drop,
    Outcome,
    Perform,
    Primitive,
    RestoreIrq,
    SaveIrq,
    SetIrq,
    Stop,
    Take,
)
from lockscan.locks.events import Dropped, Event, FlagsRestored, FlagsSaved, Taken
from lockscan.locks.facts import UNKNOWN, Sign, Value, constant
from lockscan.locks.place import DEREF, Field, Local, Param, Place, Unknown
from lockscan.locks.state import ENTRY, OFF, ON, UNSURE, Given, Held, SavedIn, State
from lockscan.locks.transfer import enter, step
from lockscan.models.effects import Kind, Mode
from lockscan.syntax.nodes import Span

AT = Span(1, 2)
LOCK = Place(Param(0, "dev"), (DEREF, Field("foo", "lock")))
OTHER = Place(Param(0, "dev"), (DEREF, Field("foo", "other")))
FLAGS = Place(Local("flags", "f"))


def take(place: Place = LOCK, mode: Mode = Mode.WRITE, variant: str = "") -> Take:
    return Take(place, "struct foo." + str(place.steps[-1].name), Kind.SPINLOCK, mode, variant, False, False)  # type: ignore[union-attr]


def drop(place: Place = LOCK) -> Drop:
    return Drop(place, "struct foo." + str(place.steps[-1].name), Kind.SPINLOCK, Mode.WRITE, "")  # type: ignore[union-attr]


def perform(*primitives: Primitive) -> Perform:
    return Perform(AT, 0, "api", (Outcome(UNKNOWN, primitives),))


def run(state: State, *primitives: Primitive) -> State:
    (after,) = step(perform(*primitives), state)
    return after


def heard(state: State, *primitives: Primitive) -> list[Event]:
    events: list[Event] = []
    list(step(perform(*primitives), state, events.append))
    return events


def test_irqsave_and_irqrestore_come_back_to_the_entry_state() -> None:
    inside = run(State(), SaveIrq(FLAGS, turns_off=True), take(variant="irqsave"))
    assert inside.irq == OFF
    assert [lock.place for lock in inside.held] == [LOCK]
    after = run(inside, drop(), RestoreIrq(FLAGS))
    assert after.irq == ENTRY
    assert after.held == ()


def test_unlock_irq_turns_irqs_on_whatever_they_were() -> None:
    inside = run(State(), SaveIrq(FLAGS, turns_off=True), SetIrq(is_on=False), take(variant="irq"))
    assert run(inside, drop(), SetIrq(is_on=True)).irq == ON


def test_restoring_a_local_that_was_never_saved_gives_unknown() -> None:
    assert run(State(), RestoreIrq(FLAGS)).irq == UNSURE
    (event,) = heard(State(), RestoreIrq(FLAGS))
    assert isinstance(event, FlagsRestored)
    assert event.saved is None


def test_restoring_a_parameter_gives_what_the_caller_saved() -> None:
    flags = Place(Param(1, "flags"))
    assert run(State(), RestoreIrq(flags)).irq == SavedIn(flags)


def test_saving_twice_tells_what_the_variable_held() -> None:
    once = run(State(), SaveIrq(FLAGS, turns_off=True))
    (event,) = heard(once, SaveIrq(FLAGS, turns_off=True))
    assert isinstance(event, FlagsSaved)
    assert event.before is not None
    assert event.before.is_live
    assert event.before.irq == ENTRY


def test_trylock_splits_on_its_result() -> None:
    action = Perform(
        AT, 7, "trylock", (Outcome(constant(0), ()), Outcome(Value(Sign.POSITIVE | Sign.NEGATIVE), (take(),)))
    )
    failed, taken = step(action, State())
    assert failed.held == ()
    assert failed.facts.get(7) == constant(0)
    assert [lock.place for lock in taken.held] == [LOCK]
    zero = Branch(1, Check(((7, "!=", 0, False),)))
    assert enter(zero, taken) is None
    assert enter(zero, failed) is not None


def test_unlock_of_the_callers_lock_is_remembered_and_taken_back() -> None:
    open_ = run(State(), drop())
    assert open_.given == {Given(LOCK, "struct foo.lock", Kind.SPINLOCK, Mode.WRITE)}
    again = run(open_, take())
    assert again == State(tried=frozenset({LOCK}))


def test_release_finds_the_lock_by_class_under_another_name() -> None:
    alias = Place(Unknown("call1"), (Field("foo", "lock"),))
    held = run(State(), take())
    (event,) = heard(held, drop(alias))
    assert isinstance(event, Dropped)
    assert event.held is not None
    assert run(held, drop(alias)).held == ()


def test_other_locks_stay_held() -> None:
    both = run(State(), take(), take(OTHER))
    assert [lock.place for lock in run(both, drop()).held] == [OTHER]


def test_bottom_halves_nest() -> None:
    twice = run(State(), CountBh(1), CountBh(1), CountBh(-1))
    assert twice.bh == 1


def test_a_call_that_does_not_return_ends_the_path() -> None:
    assert list(step(perform(Stop()), State())) == []


def test_reassigned_pointer_makes_its_locks_nameless() -> None:
    cursor = Place(Local("p", "f"))
    lock = cursor.then(DEREF, Field("foo", "lock"))
    held = run(State(), take(lock))
    (after,) = step(Assign(AT, cursor, cursor, None), held)
    assert [isinstance(entry.place.root, Unknown) for entry in after.held] == [True]
    assert after.held[0].lock_class == "struct foo.lock"


def test_assignment_is_a_fact_and_decides_a_later_test() -> None:
    ret = Place(Local("ret", "f"))
    (after,) = step(Assign(AT, ret, ret, constant(-5)), State())
    assert enter(Branch(1, Check(((ret, "<", 0, True),))), after) is not None
    assert enter(Branch(1, Check(((ret, "<", 0, False),))), after) is None


def test_a_loop_forgets_what_it_knew_of_memory() -> None:
    done = Place(Param(0, "dev"), (DEREF, Field("foo", "done")))
    (state,) = step(Assign(AT, done, done, constant(0)), State())
    exit_of_loop = Branch(1, Check(((done, "!=", 0, True),)))
    assert enter(exit_of_loop, state) is None
    assert enter(Branch(1, Check(((done, "!=", 0, True),)), polled=frozenset({done})), state) is not None


def test_acquisition_is_heard_with_the_state_before_it() -> None:
    events = heard(State(), SetIrq(is_on=False), take(variant="irq"))
    taken = next(event for event in events if isinstance(event, Taken))
    assert taken.state.irq == OFF
    assert taken.irq_before == ENTRY
    assert taken.state.held == ()


def test_asserted_lock_is_the_callers() -> None:
    known = Held(LOCK, "struct foo.lock", Kind.SPINLOCK, Mode.WRITE, "", AT, is_asserted=True)
    after = run(State(held=(known,)), drop())
    assert after.held == ()
    assert len(after.given) == 1
