"""A call to a modelled function as primitives: effects with their targets named in the caller."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lockscan.locks import gfp
from lockscan.locks.actions import (
    Arm,
    AssumeHeld,
    AssumeIrqsOff,
    Await,
    CountBh,
    CountPreempt,
    Doze,
    Drop,
    Outcome,
    Primitive,
    RestoreIrq,
    SaveIrq,
    SetIrq,
    Show,
    Silence,
    Stop,
    Take,
    Tell,
)
from lockscan.locks.facts import NOT_NULL, UNKNOWN, Sign, Value, constant
from lockscan.locks.naming import Naming
from lockscan.locks.place import DEREF, Field, Place, Static, Unknown, lock_class
from lockscan.locks.sources import source_at
from lockscan.locks.state import Quiet
from lockscan.locks.told import answer_of, yes_and_no
from lockscan.models import effects as fx
from lockscan.syntax.nodes import Expr, Member, Name, Unary

_NEGATIVE = Value(Sign.NEGATIVE)
_ZERO = Value(Sign.ZERO)
# Reading a member of an enum takes longer than what is done with it here.
_ALWAYS, _ON_ZERO, _DEREF = fx.When.ALWAYS, fx.When.ZERO, fx.Via.DEREF
_ONLY_ZERO, _TRUE_OR_FALSE, _ZERO_OR_ERRNO, _ANY_SIGN = (
    (Sign.ZERO,),
    (Sign.ZERO, Sign.POSITIVE),
    (Sign.ZERO, Sign.NEGATIVE),
    (Sign.ZERO, Sign.POSITIVE, Sign.NEGATIVE),
)
_SIGNS = {
    fx.When.ALWAYS: (Sign.NEGATIVE, Sign.ZERO, Sign.POSITIVE),
    fx.When.ZERO: (Sign.ZERO,),
    fx.When.NONZERO: (Sign.NEGATIVE, Sign.POSITIVE),
    fx.When.NEGATIVE: (Sign.NEGATIVE,),
}


def outcomes(
    effects: Sequence[fx.Effect],
    args: Sequence[Expr],
    naming: Naming,
    containers: frozenset[str],
    runs: Sequence[fx.Runs] = (),
) -> tuple[Outcome, ...]:
    """The call's results, grouped by what happens on them; empty when the effects do not concern the state.

    `runs`: registrations that the call makes; from there on the handler can come.
    """
    made = [(_when(effect), p) for effect in effects for p in _primitives(effect, args, naming, containers)]
    made += _told(effects)
    if runs:
        made += _armed(runs, args, naming)
    if not made:
        return ()
    possible = _possible(effects)
    if all(when is _ALWAYS for when, _ in made):
        value = UNKNOWN if len(possible) > 1 else _ZERO
        return (Outcome(value, tuple([primitive for _, primitive in made])),)
    groups: list[tuple[tuple[Primitive, ...], int]] = []
    for sign in possible:
        active = tuple([primitive for when, primitive in made if sign in _SIGNS[when]])
        same = next((number for number, (primitives, _) in enumerate(groups) if primitives == active), None)
        if same is None:
            groups.append((active, sign))
        else:
            groups[same] = (active, groups[same][1] | sign)
    failure = _failure(effects)
    return tuple(
        [Outcome(failure if signs == Sign.NEGATIVE else Value(signs), primitives) for primitives, signs in groups]
    )


_EINTR, _EDEADLK, _EALREADY = -4, -35, -114
_INTERRUPTED = {
    fx.Kind.MUTEX: constant(_EINTR),
    fx.Kind.RWSEM: constant(_EINTR),
    fx.Kind.RT_MUTEX: constant(_EINTR),
    fx.Kind.SEMAPHORE: constant(_EINTR),
    fx.Kind.WW_MUTEX: constant(_EINTR).join(constant(_EDEADLK)).join(constant(_EALREADY)),
}


def _failure(effects: Sequence[fx.Effect]) -> Value:
    """What a lock that waits returns when it gives up: kernel/locking knows one errno for each kind but ww_mutex."""
    kinds = {effect.kind for effect in effects if isinstance(effect, fx.Acquire) and effect.when is fx.When.ZERO}
    return _INTERRUPTED.get(kinds.pop(), _NEGATIVE) if len(kinds) == 1 else _NEGATIVE


def _told(effects: Sequence[fx.Effect]) -> list[tuple[fx.When, Primitive]]:
    telling = [effect for effect in effects if type(effect) is fx.TellsMaySleep]
    return [(when, Tell(answer_of(effect), value)) for effect in telling for when, value in yes_and_no(effect)]


def _possible(effects: Sequence[fx.Effect]) -> tuple[Sign, ...]:
    """The signs that the call can return: an interruptible lock gives 0 or an errno, a trylock true or false."""
    is_conditional = is_interruptible = False
    for effect in effects:
        if type(effect) is fx.ReturnsZero:
            return _ONLY_ZERO
        if type(effect) is fx.Acquire and effect.when is not _ALWAYS:
            is_conditional = True
            if effect.when is _ON_ZERO and not effect.is_try:
                is_interruptible = True
    if is_interruptible:
        return _ZERO_OR_ERRNO
    return _TRUE_OR_FALSE if is_conditional else _ANY_SIGN


def _armed(runs: Sequence[fx.Runs], args: Sequence[Expr], naming: Naming) -> Iterator[tuple[fx.When, Primitive]]:
    for registration in runs:
        source = source_of(registration, args, naming)
        if source is not None and registration.armed and not registration.is_direct:
            failing = registration.line is fx.Line.IRQ
            yield fx.When.ZERO if failing else fx.When.ALWAYS, Arm(source)


def source_of(runs: fx.Runs, args: Sequence[Expr], naming: Naming) -> Quiet | None:
    """What arms and quiets the handler of a registration."""
    if runs.key is None:
        return None if runs.line is fx.Line.OTHER else Quiet(runs.line, "")
    return source_at(runs.line, target(runs.key, args, naming))


def _when(effect: fx.Effect) -> fx.When:
    if type(effect) is fx.Acquire:
        return effect.when
    when = getattr(effect, "when", _ALWAYS)
    assert isinstance(when, fx.When)
    return when


def target(wanted: fx.Target, args: Sequence[Expr], naming: Naming) -> Place:
    """The caller's place for an effect's target."""
    steps: Sequence[fx.Via | str] = wanted.steps
    if wanted.parameter < 0:
        place = Place(Static(wanted.name))
    elif wanted.parameter >= len(args):
        return Place(Unknown(f"missing {wanted.name}"))
    elif steps and steps[0] is _DEREF:
        place = naming.pointee(args[wanted.parameter])
        steps = steps[1:]
    else:
        place = naming.lvalue(args[wanted.parameter])
    record = wanted.record
    for step in steps:
        if step is _DEREF:
            place = place.then(DEREF)
        elif isinstance(step, str):
            place = place.then(Field(record, step))
            record = ""  # of the members within that one nothing is known
    return place


# Effects that need no arguments.
_FIXED: dict[type, tuple[Primitive, ...]] = {
    fx.IrqOff: (SetIrq(is_on=False),),
    fx.IrqOn: (SetIrq(is_on=True),),
    fx.GlobalIrqOff: (SetIrq(is_on=False, is_global=True),),
    fx.GlobalIrqOn: (SetIrq(is_on=True, is_global=True),),
    fx.BhOff: (CountBh(1),),
    fx.BhOn: (CountBh(-1),),
    fx.PreemptOff: (CountPreempt(1),),
    fx.PreemptOn: (CountPreempt(-1),),
    fx.AssertIrqsOff: (AssumeIrqsOff(),),
    fx.NoReturn: (Stop(),),
    fx.Probe: (Show(),),
}


def _primitives(
    effect: fx.Effect, args: Sequence[Expr], naming: Naming, containers: frozenset[str]
) -> Sequence[Primitive]:
    fixed = _FIXED.get(type(effect))
    if fixed is not None:
        return fixed
    if type(effect) is fx.Acquire:
        return _taken(effect, args, naming, containers)
    if type(effect) is fx.Release:
        place = target(effect.lock, args, naming)
        return (Drop(place, lock_class(place, containers), effect.kind, effect.mode, effect.variant),)
    return tuple(_others(effect, args, naming, containers))


def _taken(
    effect: fx.Acquire, args: Sequence[Expr], naming: Naming, containers: frozenset[str]
) -> tuple[Primitive, ...]:
    place, index = target(effect.lock, args, naming), effect.lock.parameter
    named = lock_class(place, containers)
    taken = Take(place, named, effect.kind, effect.mode, effect.variant, effect.is_try, effect.is_nested)
    pointer = _pointer(args[index], naming) if 0 <= index < len(args) else None
    return (taken,) if pointer is None else (taken, Tell(pointer, NOT_NULL))


def _others(effect: fx.Effect, args: Sequence[Expr], naming: Naming, containers: frozenset[str]) -> Iterator[Primitive]:
    match effect:
        case fx.AssertHeld(lock=lock, kind=kind_or_none, mode=mode_or_none):
            place = target(lock, args, naming)
            kind, mode = kind_or_none or fx.Kind.SPINLOCK, mode_or_none or fx.Mode.WRITE
            yield AssumeHeld(place, lock_class(place, containers), kind, mode)
        case fx.Arms(line=line, source=source):
            yield Arm(source_at(line, target(source, args, naming)))
        case fx.Quiets(line=line, source=source, waits=waits):
            place = target(source, args, naming)
            if waits:
                yield Await(source_at(line, place), place)
            yield Silence(source_at(line, place))
        case fx.WaitsFor(line=line, source=source):
            place = target(source, args, naming)
            yield Await(source_at(line, place), place)
        case fx.MaySleep(gfp=None, unless=unless):
            yield Doze(None, unless)
        case fx.MaySleep(gfp=flags, unless=unless) if flags is not None:
            if flags.parameter < len(args):
                yield from _allocates(args[flags.parameter], unless, naming)
            else:
                yield Doze(None, unless)  # an older kernel, where the function had no such parameter and slept
        case _:
            yield from _irq_primitives(effect, args, naming)


def _pointer(arg: Expr, naming: Naming) -> Place | None:
    """The variable through which `&p->lock` is reached: whoever has the lock has found that it is no NULL pointer."""
    if not isinstance(arg, Unary) or arg.op != "&":
        return None
    inner = arg.operand
    while isinstance(inner, Member):
        if inner.arrow:
            return naming.lvalue(inner.base) if isinstance(inner.base, Name) else None
        inner = inner.base
    return None


def _allocates(flags: Expr, unless: str, naming: Naming) -> Iterator[Primitive]:
    """Unknown flags are taken for flags that do not allow to sleep."""
    known = gfp.sleeps(flags, naming)
    if known is True:
        yield Doze(None, unless)
    elif known is not False and known is not None:
        yield Doze(known, unless)


def _irq_primitives(effect: fx.Effect, args: Sequence[Expr], naming: Naming) -> Iterator[Primitive]:
    match effect:
        case fx.IrqSave(flags=flags):
            yield SaveIrq(target(flags, args, naming), turns_off=True)
        case fx.FlagsSave(flags=flags):
            yield SaveIrq(target(flags, args, naming), turns_off=False)
        case fx.GlobalFlagsSave(flags=flags):
            yield SaveIrq(target(flags, args, naming), turns_off=False, is_global=True)
        case fx.IrqRestore(flags=flags):
            yield RestoreIrq(target(flags, args, naming))
        case fx.GlobalFlagsRestore(flags=flags):
            yield RestoreIrq(target(flags, args, naming), is_global=True)
