from __future__ import annotations

import pytest

from lockscan.models import effects as fx
from lockscan.models.effects_text import EffectError, parse_effect, parse_effects, parse_held
from lockscan.models.prototype import parse_prototype

SIGNATURE = parse_prototype("int f(spinlock_t *lock, unsigned long flags, struct mydrv *d, gfp_t gfp, int irq)")
LOCK = fx.Target(0, "lock", (fx.Via.DEREF,))
FLAGS = fx.Target(1, "flags")


def one(text: str) -> fx.Effect:
    return parse_effect(text, SIGNATURE)


def test_the_examples_of_the_design() -> None:
    assert parse_effects(["irq_save(flags)", "acquire(*lock, spinlock, write)"], SIGNATURE) == (
        fx.IrqSave(FLAGS),
        fx.Acquire(LOCK, fx.Kind.SPINLOCK, fx.Mode.WRITE, variant="irqsave"),
    )
    member = fx.Target(2, "d", (fx.Via.DEREF, "lock"), "mydrv")
    assert one("acquire(d->lock, spinlock, write) when nonzero") == fx.Acquire(
        member, fx.Kind.SPINLOCK, fx.Mode.WRITE, fx.When.NONZERO, is_try=True
    )


@pytest.mark.parametrize(
    ("text", "is_try"),
    [
        ("acquire(*lock, mutex)", False),
        ("acquire(*lock, mutex) when nonzero", True),
        ("acquire(*lock, mutex) when zero", False),
        ("acquire(*lock, semaphore, write, try) when zero", True),
        ("acquire(*lock, spinlock, write, waits) when nonzero", False),
    ],
)
def test_success_as_nonzero_is_a_trylock_unless_the_row_says_otherwise(text: str, is_try: bool) -> None:
    effect = one(text)
    assert isinstance(effect, fx.Acquire)
    assert effect.is_try is is_try


def test_options_come_in_any_order() -> None:
    expected = fx.Acquire(LOCK, fx.Kind.RWSEM, fx.Mode.READ, is_nested=True)
    assert one("acquire(*lock, rwsem, nested, read)") == expected
    assert one("acquire( *lock ,rwsem,read,nested )") == expected


@pytest.mark.parametrize(
    ("effects", "variant"),
    [
        (["acquire(*lock, spinlock)"], ""),
        (["irq_off", "acquire(*lock, spinlock)"], "irq"),
        (["bh_off", "acquire(*lock, spinlock)"], "bh"),
        (["release(*lock, spinlock)", "irq_on"], "irq"),
        (["release(*lock, spinlock)", "irq_restore(flags)"], "irqsave"),
        (["release(*lock, spinlock)", "bh_on"], "bh"),
    ],
)
def test_what_happens_to_interrupts_becomes_the_variant(effects: list[str], variant: str) -> None:
    found = [e for e in parse_effects(effects, SIGNATURE) if isinstance(e, fx.Acquire | fx.Release)]
    assert [e.variant for e in found] == [variant]


@pytest.mark.parametrize(
    ("text", "effect"),
    [
        ("release(*lock, rwlock, read)", fx.Release(LOCK, fx.Kind.RWLOCK, fx.Mode.READ)),
        ("release(*lock, rwlock)", fx.Release(LOCK, fx.Kind.RWLOCK, None)),
        ("assert_held(*lock)", fx.AssertHeld(LOCK)),
        ("assert_held(*lock, read)", fx.AssertHeld(LOCK, None, fx.Mode.READ)),
        ("assert_held(*lock, rwsem, write)", fx.AssertHeld(LOCK, fx.Kind.RWSEM, fx.Mode.WRITE)),
        ("may_sleep", fx.MaySleep()),
        ("may_sleep(gfp)", fx.MaySleep(fx.Target(3, "gfp"))),
        ("quiets(irq, irq)", fx.Quiets(fx.Line.IRQ, fx.Target(4, "irq"))),
        ("quiets(irq, irq) nowait", fx.Quiets(fx.Line.IRQ, fx.Target(4, "irq"), waits=False)),
        ("waits_for(irq, irq)", fx.WaitsFor(fx.Line.IRQ, fx.Target(4, "irq"))),
        ("arms(timer, *lock)", fx.Arms(fx.Line.TIMER, LOCK)),
        ("initialises(*lock, spinlock)", fx.Initialises(LOCK, fx.Kind.SPINLOCK)),
        ("irq_off when zero", fx.IrqOff(fx.When.ZERO)),
        ("transparent(irq)", fx.Transparent(4)),
        ("error_pointer(irq)", fx.Transparent(4, is_errno=True)),
        ("is_error_or_null(lock)", fx.IsError(0, or_null=True)),
        ("accessor(d)", fx.Accessor(2)),
        ("noreturn", fx.NoReturn()),
    ],
)
def test_each_effect(text: str, effect: fx.Effect) -> None:
    assert one(text) == effect


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("aquire(*lock, spinlock)", "unknown effect 'aquire', did you mean 'acquire'"),
        ("acquire(*lock, spinlok)", "unknown kind of lock 'spinlok', did you mean 'spinlock'"),
        ("acquire(*lock, spinlock, wirte)", "unknown option 'wirte', did you mean 'write'"),
        ("acquire(*lock, spinlock) when nonzer", "unknown condition 'nonzer', did you mean 'nonzero'"),
        ("acquire(*lock)", "takes 2 to 5 arguments, not 1"),
        ("acquire(*lock, spinlock, read, write)", "contradictory"),
        ("acquire(*lock, spinlock, try, waits)", "contradictory"),
        ("acquire(*lok, spinlock)", "'lok' is neither a parameter of f"),
        ("acquire(lock +, spinlock)", "not a C lvalue"),
        ("irq_on when zero", "'irq_on' cannot have a condition"),
        ("irq_off nowait", "only 'quiets' can be nowait"),
        ("irq_off(flags)", "takes 0 arguments, not 1"),
        ("arms(clock, irq)", "unknown line 'clock'"),
        ("transparent(d->x)", "must be a parameter"),
        ("assert_held(*lock, read, write)", "one kind and one mode"),
        ("(", "not an effect"),
        ("irq save(flags)", "unknown effect 'irq save', did you mean 'irq_save'"),
    ],
)
def test_mistakes_are_named(text: str, message: str) -> None:
    with pytest.raises(EffectError, match=message.replace("(", r"\(")):
        one(text)


def test_a_lock_held_by_the_caller() -> None:
    assert parse_held("*lock, spinlock", SIGNATURE) == fx.Acquire(LOCK, fx.Kind.SPINLOCK, fx.Mode.WRITE)
