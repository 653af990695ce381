"""A lowered function becomes a `Machine`: every operation an action with its places named, every edge a check."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import field, replace

from lockscan.cfg import graph as cfg
from lockscan.frozen import dataclass
from lockscan.locks import modelled, touching
from lockscan.locks.actions import (
    Action,
    Applied,
    Apply,
    Assign,
    Branch,
    Check,
    Choice,
    Errno,
    Machine,
    Node,
    Perform,
    Query,
    Return,
    keys_of,
)
from lockscan.locks.arguments import facts_at_entry
from lockscan.locks.callees import NOBODY, Callees, DirectCall, Resolver
from lockscan.locks.carrying import Carried, Carrier
from lockscan.locks.entering import seen_from, with_entry
from lockscan.locks.facts import NOT_NULL, UNKNOWN, Key, Value, constant
from lockscan.locks.loops import with_polled
from lockscan.locks.naming import Naming, Scope
from lockscan.locks.place import Derived, Field, Local, Param, Place, Step, Unknown, substitute
from lockscan.locks.relevance import trim
from lockscan.locks.requires import Arguments, split
from lockscan.locks.summary import FunctionId, Site, Summary
from lockscan.locks.terms import Terms
from lockscan.locks.untouched import NO_CHANGES, Changes, Untouched
from lockscan.models.effects import Accessor, Acquire, Effect, FunctionModel, GuardModel, MaySleep, Models, Runs, When
from lockscan.syntax import nodes as c

_ANYTHING = Changes(everything=True, functions=(), members=frozenset())
_ANSWER = 0  # the key of a returned test's answer; results of calls are numbered from 1


@dataclass(frozen=True, slots=True)
class _Answers:
    """What is known of the values of calls. It does not know the compiler, which is gone when it is done: there are as
    many as functions, and each holds on to the program."""

    resolver: Resolver

    def model_of(self, invoke: cfg.Invoke) -> FunctionModel | None:
        return self.resolver.callees(invoke).model

    def reads_only(self, invoke: cfg.Invoke) -> tuple[Field, ...] | None:
        """A function that is not known at all asks a question, if there is nothing to ask it about (in_interrupt)."""
        callees = self.resolver.callees(invoke)
        if callees.model is not None:
            return None if callees.model.effects or invoke.args else ()
        known = self.resolver.reads(invoke)
        return () if known is None and not callees.summaries and not invoke.args else known

    def returned(self, invoke: cfg.Invoke, naming: Naming, hops: int) -> Place | None:
        """What the pointer returned by a call points to: by accessors, or as the callee's summary says."""
        callees = self.resolver.callees(invoke)
        if callees.model is not None:
            for effect in callees.model.effects:
                if isinstance(effect, Accessor) and effect.parameter < len(invoke.args):
                    inner = naming.pointee(invoke.args[effect.parameter], hops)
                    return (
                        None if isinstance(inner.root, Unknown) else Place(Derived(callees.model.prototype.name, inner))
                    )
            return None
        if len(callees.summaries) == 1 and callees.summaries[0].result is not None:
            pointees = [naming.pointee(arg, hops) for arg in invoke.args]
            values = [naming.lvalue(arg, hops) for arg in invoke.args]
            return substitute(callees.summaries[0].result, pointees, values)
        return None


@dataclass(slots=True, eq=False)
class Compiler:
    """Compiles one function. `keeps_accesses`: to data, for cli against spinlocks. `is_asked_for`: somebody wants to
    know what its paths need of memory at entry."""

    function: FunctionId
    name: str
    file: str
    models: Models
    resolver: Resolver
    scope: Scope
    keeps_accesses: bool = False
    returns_pointer: bool = False
    members: Mapping[tuple[str, str], str] = field(default_factory=dict)
    is_asked_for: bool = True
    naming: Naming = field(init=False)
    terms: Terms = field(init=False)
    _members_asked: frozenset[Step] | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        answers = _Answers(self.resolver)
        self.naming = Naming(self.scope, self.members, answers.returned)
        self.terms = Terms(self.naming, answers.model_of, answers.reads_only)

    def compile(self, lowered: cfg.Graph) -> Machine:
        """The whole function; blocks keep their numbers."""
        branches = [self._branches(block.edges) for block in lowered.blocks]
        untouched = Untouched(lowered.blocks, branches, self.naming, self._changes, self.resolver)
        nodes = [
            Node(self._actions(block, untouched), ways_on)
            for block, ways_on in zip(lowered.blocks, branches, strict=True)
        ]
        if self.is_asked_for:
            nodes = with_entry(nodes, untouched)
        entry = facts_at_entry(self.scope.changed, self.scope.function)
        return Machine(self.function, self.file, with_polled(trim(nodes, entry)), entry)

    def _changes(self, invoke: cfg.Invoke) -> Changes:
        """What the call may write. While it sleeps, anybody may write anything."""
        callees = self.resolver.callees(invoke)
        members: frozenset[Field] = frozenset()
        if callees.model is None or not callees.model.effects:
            members = self._addressed(invoke.args)
        elif any(type(effect) is MaySleep and effect.gfp is None for effect in callees.model.effects):
            return _ANYTHING
        if not members and not callees.functions:
            return NO_CHANGES
        return Changes(everything=False, functions=callees.functions, members=members)

    def _addressed(self, args: Sequence[c.Expr]) -> frozenset[Field]:
        """The members whose address is passed."""
        addressed = [a.operand for a in args if type(a) is c.Unary and a.op == "&"]
        last = [step for operand in addressed for step in self.naming.lvalue(operand).steps[-1:]]
        return frozenset([step for step in last if isinstance(step, Field)])

    def _branches(self, edges: Sequence[cfg.Edge]) -> tuple[Branch, ...]:
        if len(edges) == 1 and edges[0].condition is None:
            return (Branch(edges[0].target, None),)
        if len(edges) == 2 and type(test := edges[0].condition) is cfg.Test and _is_opposite(test, edges[1].condition):
            yes = self.terms.clauses(test.value, test.truth)
            no = tuple([(key, op, number, not truth) for key, op, number, truth in yes])
            return (
                Branch(edges[0].target, Check(yes) if yes else None),
                Branch(edges[1].target, Check(no) if no else None),
            )
        return tuple([self._branch(edge) for edge in edges])

    def _branch(self, edge: cfg.Edge) -> Branch:
        match edge.condition:
            case cfg.Test(value=value, truth=truth):
                clauses = self.terms.clauses(value, truth)
                return Branch(edge.target, Check(clauses) if clauses else None)
            case cfg.Match(value=value, cases=cases, negated=negated, names=names):
                key = self.terms.value(value)
                if key is None or isinstance(key, Value):
                    return Branch(edge.target, None)
                return Branch(edge.target, Choice(key, cases, negated, names))
            case None:
                return Branch(edge.target, None)

    def _actions(self, block: cfg.Block, untouched: Untouched) -> tuple[Action, ...]:
        made: list[Action] = []
        for operation in block.operations:
            if self.keeps_accesses:
                made += touching.reads(operation, self.naming)
            if type(operation) is cfg.Invoke:
                callees = self.resolver.callees(operation)
                if callees is not NOBODY:
                    made += self._call(operation, callees, untouched)
            elif type(operation) is cfg.Store:
                made.append(self._store(operation, untouched))
                if self.keeps_accesses:
                    made += touching.writes(operation, self.naming)
            elif type(operation) is cfg.Leave:
                made += self._leave(operation.span, operation.value)
            elif type(operation) is cfg.EnterGuard:
                made += self._guard(operation, entering=True)
            elif type(operation) is cfg.LeaveGuard:
                made += self._guard(operation, entering=False)
        if self.keeps_accesses:
            made += touching.reads_of_tests(block.edges, self.naming)
        return tuple(made)

    def _leave(self, span: c.Span, value: c.Expr | None) -> Sequence[Action]:
        known = self.terms.assigned(value)
        if isinstance(known, Query | Errno):
            answer = Assign(span, None, _ANSWER, known)
            return (answer, self._return(span, value, _ANSWER))
        if known is None or isinstance(known, Value):
            return (Return(span, None, known or UNKNOWN),)
        return (self._return(span, value, known),)

    def _return(self, span: c.Span, value: c.Expr | None, key: Key) -> Return:
        if self.returns_pointer and value is not None:
            return Return(span, key, NOT_NULL, self.naming.pointee(value))
        return Return(span, key, UNKNOWN)

    def _store(self, store: cfg.Store, untouched: Untouched) -> Assign:
        terms, target, value = self.terms, store.target, store.value
        known = terms.assigned(value)
        if type(target) is c.Result:
            return Assign(store.span, None, target.id, known)
        place = self.naming.lvalue(target)
        if type(known) is not Place:
            bits = terms.bits(target, value) if type(value) is c.Binary else None
            return Assign(store.span, place, place, known, None, bits)
        parameter, last = None, place.steps[-1] if place.steps else None
        if isinstance(last, Field) and isinstance(known.root, Param) and not known.steps:
            parameter = known.root if last in self._asked(untouched) and untouched.keeps(last) else None
        return Assign(store.span, place, place, known, known, None, parameter)

    def _asked(self, untouched: Untouched) -> Container[Step]:
        """Members that something may depend on: those that tests, here or in callees, are about."""
        if self._members_asked is None:
            tested = {key for branches in untouched.branches for branch in branches for key in keys_of(branch)}
            steps = [step for key in tested if isinstance(key, Place) for step in split(key)[0].steps[-1:]]
            for invoke in self.scope.calls.values():
                asked = [place for one in self.resolver.callees(invoke).summaries for place in one.asks]
                steps += [step for place in asked for step in place.steps[-1:]]
                if any(len(place.steps) == 1 for place in asked):  # what an argument points to
                    steps += self._changes(invoke).members
            self._members_asked = frozenset(steps)
        return self._members_asked

    def _call(self, invoke: cfg.Invoke, callees: Callees, untouched: Untouched) -> Sequence[Action]:
        if callees.model is not None:
            return self._modelled(invoke, callees.model, callees)
        if callees.summaries:
            is_sure, is_loose = callees.is_sure, callees.is_loose
            called = callees.summaries
            return self._apply(invoke, invoke.args, called, callees.is_certain, is_sure, is_loose, untouched)
        return ()

    def _modelled(self, invoke: cfg.Invoke, model: FunctionModel, callees: Callees) -> Sequence[Action]:
        """What the function does itself, and between that what it calls."""
        made: list[Action] = [*self._performed(invoke, model, model.effects, model.runs)]
        if callees.direct:
            made += self._direct(invoke, [one for one in callees.direct if not one.is_outside], callees)
        if callees.direct or model.leave:
            made += self._performed(invoke, model, (*model.leave, *_left_locked(model, callees)))
            made += self._direct(invoke, [one for one in callees.direct if one.is_outside], callees)
        return made

    def _performed(
        self, invoke: cfg.Invoke, model: FunctionModel, effects: Sequence[Effect], runs: Sequence[Runs] = ()
    ) -> Sequence[Perform]:
        made = modelled.outcomes(effects, invoke.args, self.naming, self.models.containers, runs)
        return (Perform(invoke.span, invoke.result, model.prototype.name, made),) if made else ()

    def _direct(self, invoke: cfg.Invoke, direct: Sequence[DirectCall], callees: Callees) -> Sequence[Apply]:
        """Nobody else may be called if there is only one."""
        if all(one.summary.is_silent for one in direct):
            return ()
        is_rare = callees.model is not None and any(runs.is_rare for runs in callees.model.runs)
        applied = tuple(
            self._applied(invoke, (), _doubting_sleeps(one.summary) if is_rare else one.summary, None, one.arguments)
            for one in direct
        )
        is_sure = callees.is_certain and len(callees.direct) == 1
        return (Apply(invoke.span, invoke.result, applied, is_certain=False, is_sure=is_sure),)

    def _apply(
        self,
        invoke: cfg.Invoke,
        args: tuple[c.Expr, ...],
        summaries: Sequence[Summary],
        is_certain: bool,
        is_sure: bool,
        is_loose: bool = False,
        untouched: Untouched | None = None,
    ) -> Sequence[Apply]:
        addressed = [self.naming.lvalue(a.operand) for a in args if type(a) is c.Unary and a.op == "&"]
        clobbers = tuple([place for place in addressed if isinstance(place.root, Local) and not place.steps])
        tells = any(way_out.returns != UNKNOWN for summary in summaries for way_out in summary.exits)
        if not clobbers and not tells and all(summary.is_silent for summary in summaries):
            return ()
        applied = tuple([self._applied(invoke, args, summary, untouched) for summary in summaries])
        is_single = is_certain and len(applied) == 1
        return (Apply(invoke.span, invoke.result, applied, is_single, is_sure, clobbers, is_loose),)

    def _applied(
        self,
        invoke: cfg.Invoke,
        args: tuple[c.Expr, ...],
        summary: Summary,
        untouched: Untouched | None,
        given: tuple[int | None, ...] = (),
    ) -> Applied:
        """`given`: the numbers that are passed where the arguments are not there to read."""
        naming, terms = self.naming, self.terms
        pointees = [naming.pointee(arg) for arg in args]
        values = [naming.lvalue(arg) for arg in args]
        memory = {}
        if untouched is not None:
            memory = seen_from(untouched, invoke.result, summary.asks, pointees, values, at_entry=self.is_asked_for)
        known = tuple(terms.value(arg) for arg in args) or tuple(None if n is None else constant(n) for n in given)
        carrier = Carrier(Site(self.file, self.name, invoke.span), pointees, values, self.models.containers)
        return Applied(
            summary.function,
            tuple(map(carrier.exit, summary.exits)),
            Carried(summary.usages, summary.places, carrier),
            Arguments(known, memory),
            carrier.accesses(summary.accesses),
            tuple(map(carrier.sleep, summary.sleeps)),
            tuple(map(carrier.wait, summary.waits)),
            tuple(map(carrier.enable, summary.enables)),
        )

    def _guard(self, operation: cfg.EnterGuard | cfg.LeaveGuard, *, entering: bool) -> Sequence[Action]:
        known = self.resolver.guard(operation.name)
        result = operation.result if isinstance(operation, cfg.EnterGuard) else -1
        if isinstance(known, GuardModel):
            effects = known.enter if entering else known.leave
            args = self._guard_args(operation)
            made = modelled.outcomes(effects, args, self.naming, self.models.containers)
            return (Perform(operation.span, result, f"guard({operation.name})", made),) if made else ()
        summary = known[0] if entering else known[1]
        if summary is None:
            return ()
        callee = c.Name(operation.span, operation.name, c.Ref.FUNCTION)
        invoke = cfg.Invoke(operation.span, result, callee, operation.args)
        return self._apply(invoke, operation.args, (summary,), is_certain=True, is_sure=True)

    def _guard_args(self, operation: cfg.EnterGuard | cfg.LeaveGuard) -> tuple[c.Expr, ...]:
        """A guard saves flags into a hidden variable of its own: its last argument in the tables."""
        hidden = c.Name(operation.span, f"flags of guard({_texts(self.naming, operation.args)})", c.Ref.LOCAL)
        return (*operation.args, hidden) if operation.args else (hidden, hidden)


def _is_opposite(test: cfg.Test, other: cfg.Test | cfg.Match | None) -> bool:
    """Are these the two ways on of one test?"""
    return type(other) is cfg.Test and other.value is test.value and other.truth is not test.truth


def _doubting_sleeps(summary: Summary) -> Summary:
    """A callback that comes rarely: the caller may know that it does not come where it may not sleep."""
    return replace(summary, sleeps=tuple(replace(sleep, is_sure=False) for sleep in summary.sleeps))


def _left_locked(model: FunctionModel, callees: Callees) -> tuple[Acquire, ...]:
    """The locks around a last reference's callback, which has to release them: if it does not, the call leaves them."""
    direct = [one.summary for one in callees.direct]
    if not direct or any(way_out.given for summary in direct for way_out in summary.exits):
        return ()
    return tuple(replace(held, when=When.NONZERO) for runs in model.runs if runs.is_rare for held in runs.entry.holds)


def _texts(naming: Naming, args: Sequence[c.Expr]) -> str:
    return ", ".join(str(naming.pointee(arg)) for arg in args)
