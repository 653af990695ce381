"""Random programs: mostly sections that lock and unlock as they should, with the mistakes that people make."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache

from hypothesis import strategies as st

from tests.oracle import program as p
from tests.oracle.program import Function, Kind, Lock, Program, Role, Statement, Variant

Block = tuple[Statement, ...]
Blocks = st.SearchStrategy[Block]

_FLAGS = st.integers(0, 1)
_DEPTH = 2


@dataclass(frozen=True, slots=True)
class Scope:
    """What a block may use, and how deep it may nest."""

    locks: tuple[Lock, ...]
    callees: tuple[int, ...]
    depth: int
    in_loop: bool = False

    @property
    def inner(self) -> Scope:
        return replace(self, depth=self.depth - 1)


def _variants(lock: Lock) -> st.SearchStrategy[Variant]:
    return st.just(Variant.PLAIN) if lock.kind is Kind.MUTEX else st.sampled_from(Variant)


def _reads(lock: Lock) -> st.SearchStrategy[bool]:
    return st.booleans() if lock.kind is Kind.RW else st.just(False)


@cache
def _release(lock: Lock) -> st.SearchStrategy[Statement]:
    return st.builds(p.Release, st.just(lock), _variants(lock), _reads(lock), _FLAGS)


@cache
def _acquire(lock: Lock) -> st.SearchStrategy[Statement]:
    return st.builds(p.Acquire, st.just(lock), _variants(lock), _reads(lock), _FLAGS)


@st.composite
def _section(draw: st.DrawFn, scope: Scope) -> Block:
    """Lock, do something, unlock; at times the unlock is of another kind."""
    lock = draw(st.sampled_from(scope.locks))
    taken = draw(_acquire(lock))
    assert isinstance(taken, p.Acquire)
    body = draw(block(scope))
    fitting = p.Release(lock, taken.variant, taken.read, taken.flags)
    return (taken, *body, fitting if draw(st.integers(0, 7)) < 7 else draw(_release(lock)))


@st.composite
def _tried(draw: st.DrawFn, scope: Scope) -> Block:
    """The release stands where the lock is held, or (a mistake) after both branches, or after an early return."""
    lock = draw(st.sampled_from(scope.locks))
    variant = draw(_variants(lock)) if lock.kind is Kind.SPIN else Variant.PLAIN
    waits = lock.kind is Kind.MUTEX and draw(st.booleans())
    flags = draw(_FLAGS)
    inside, other = draw(block(scope)), draw(block(scope))
    release = p.Release(lock, variant, False, flags)
    match draw(st.integers(0, 4)):
        case 4:
            return (p.Try(lock, variant, waits, inside, other, flags), release)
        case 3:
            return (p.Try(lock, variant, waits, inside, _cut((*other, p.Return(-5))), flags), release)
    return (p.Try(lock, variant, waits, _cut((*inside, release)), other, flags),)


@st.composite
def _irqs_off(draw: st.DrawFn, scope: Scope) -> Block:
    off, on = draw(st.sampled_from([("disable", "enable"), ("save", "restore")]))
    flags = draw(_FLAGS)
    return (p.Hard(off, flags), *draw(block(scope)), p.Hard(on, flags))


@st.composite
def _bh_off(draw: st.DrawFn, scope: Scope) -> Block:
    return (p.Soft("disable"), *draw(block(scope)), p.Soft("enable"))


def _single(statement: Statement) -> Block:
    return (statement,)


def _simple(scope: Scope) -> Blocks:
    locks = st.sampled_from(scope.locks)
    jumps: list[Statement] = [p.Return(0), p.Return(-5)]
    if scope.in_loop:
        jumps += [p.Break(), p.Continue()]
    switches: list[Statement] = [p.Hard(action) for action in ("disable", "enable", "save", "restore")]
    switches += [p.Soft("disable"), p.Soft("enable")]
    return st.one_of(
        st.sampled_from([p.Sleep(""), p.Sleep("GFP_KERNEL"), p.Sleep("GFP_ATOMIC")]),
        st.sampled_from(jumps),
        locks.flatmap(_acquire),
        locks.flatmap(_release),
        st.sampled_from(switches),
    ).map(_single)


def _nested(scope: Scope) -> Blocks:
    inside = block(scope)
    branch = st.builds(p.If, inside, inside).map(_single)
    in_loop = block(replace(scope, in_loop=True))
    loop = st.builds(p.Loop, in_loop, st.booleans(), st.sampled_from(p.LOOP_TESTS)).map(_single)
    return st.one_of(
        _section(scope), branch, _section(scope), loop, _section(scope), _tried(scope), _irqs_off(scope), _bh_off(scope)
    )


@cache
def block(scope: Scope) -> Blocks:
    """What follows a jump is left out: it cannot be reached."""
    choices = [_simple(scope)]
    if scope.callees:
        choices.append(st.builds(p.Call, st.sampled_from(scope.callees)).map(_single))
    if scope.depth > 0:
        choices += [_nested(scope.inner)] * 2
    return st.lists(st.one_of(choices), max_size=3).map(_joined)


def _joined(pieces: list[Block]) -> Block:
    return _cut(statement for piece in pieces for statement in piece)


def _cut(statements: Iterable[Statement]) -> Block:
    """Up to the first jump."""
    kept: list[Statement] = []
    for statement in statements:
        kept.append(statement)
        if _jumps(statement):
            break
    return tuple(kept)


def _jumps(statement: Statement) -> bool:
    """Is what follows out of reach?"""
    match statement:
        case p.Return() | p.Break() | p.Continue():
            return True
        case p.If(then=then, other=other) | p.Try(then=then, other=other):
            return bool(then and other) and _jumps(then[-1]) and _jumps(other[-1])
        case p.Loop(tests_last=True, body=body):
            leaves = any(isinstance(inner, p.Break | p.Continue) for inner in p.walk(body))
            return bool(body) and _jumps(body[-1]) and not leaves
    return False


_ROOTS = st.lists(st.sampled_from([Role.ENTRY, Role.HARDIRQ, Role.TASKLET, Role.TIMER]), max_size=3)
_LOCKS = st.lists(st.sampled_from(p.LOCKS), min_size=1, max_size=3, unique=True).map(tuple)


@st.composite
def programs(draw: st.DrawFn) -> Program:
    roles = [*draw(_ROOTS), *[Role.HELPER] * draw(st.integers(0, 2))]
    locks = draw(_LOCKS)
    functions = []
    for number, role in enumerate(roles):
        callees = tuple(n for n in range(number + 1, len(roles)) if roles[n] is Role.HELPER)
        functions.append(Function(role, draw(block(Scope(locks, callees, _DEPTH)))))
    return Program(tuple(functions))
