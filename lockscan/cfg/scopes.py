"""What is in force at a point of the body: cleanups to run on the way out, where break and continue go, labels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field

from lockscan.cfg.builder import Builder
from lockscan.cfg.graph import EnterGuard, Invoke, LeaveGuard
from lockscan.frozen import dataclass
from lockscan.syntax.nodes import Name, Ref, Result, Span, Unary


@dataclass(frozen=True, slots=True)
class CleanupCall:
    """`function(&variable)` runs when the scope of `variable` ends."""

    function: str
    variable: Name


@dataclass(frozen=True, slots=True)
class Cleanup:
    """One thing to undo at the end of its scope; `outer` is what was in force before it, None: nothing."""

    action: EnterGuard | CleanupCall
    outer: Cleanup | None
    depth: int


@dataclass(frozen=True, slots=True)
class Point:
    """A block that jumps lead to, and what is in force there."""

    block: int
    cleanup: Cleanup | None


@dataclass(slots=True)
class CaseLabels:
    """Labels of one switch that stand directly together, all leading to `block`.

    They are inclusive ranges of values, and `names` of constants whose header is not there.
    """

    block: int
    span: Span
    ranges: list[tuple[int, int]] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    has_unknown: bool = False  # a label of which nothing is known
    is_default: bool = False


class LabelScope:
    """Labels of a function or of one statement expression.

    A macro that uses a local label (`__label__`) repeats its name in every statement expression that it makes, so a
    goto looks into the statement expressions around it first, and only then into the whole function.
    """

    def __init__(self, outer: LabelScope | None = None) -> None:
        self.outer = outer
        self.own: dict[str, Point] = {}
        self.all: dict[str, Point] = {} if outer is None else outer.all

    def define(self, name: str, point: Point) -> None:
        """The first of several labels of one name wins."""
        self.own.setdefault(name, point)
        self.all.setdefault(name, point)

    def find(self, name: str) -> Point | None:
        scope: LabelScope | None = self
        while scope is not None:
            if name in scope.own:
                return scope.own[name]
            scope = scope.outer
        return self.all.get(name)


@dataclass(frozen=True, slots=True)
class PendingGoto:
    """A goto whose label may not have been seen yet: its block gets cleanups and edge once all labels are known."""

    source: Point
    label: str
    labels: LabelScope
    span: Span


class Scopes:
    """The scopes that are open while a body is lowered, and the jumps out of them."""

    def __init__(self, builder: Builder, new_result: Callable[[Span], Result]) -> None:
        self._builder = builder
        self._new_result = new_result
        self._gotos: list[PendingGoto] = []
        self._labels = LabelScope()
        self.cleanup: Cleanup | None = None
        self.break_to: Point | None = None
        self.continue_to: Point | None = None
        self.cases: list[CaseLabels] | None = None

    def point(self, block: int) -> Point:
        """`block` as a place to jump to with what is in force now."""
        return Point(block, self.cleanup)

    def enter(self, action: EnterGuard | CleanupCall) -> None:
        """`action` has to be undone on every way out from here."""
        self.cleanup = Cleanup(action, self.cleanup, 1 if self.cleanup is None else self.cleanup.depth + 1)

    def close(self, outer: Cleanup | None, span: Span) -> None:
        """The end of a scope is reached at `span`: undo what was entered in it; only `outer` is in force then."""
        self.unwind(outer, span)
        self.cleanup = outer

    def unwind(self, outer: Cleanup | None, span: Span) -> None:
        """Undo, last first, everything down to `outer` on this way out; the scopes stay open for the text below."""
        cleanup = self.cleanup
        while cleanup is not outer and cleanup is not None:
            self._undo(cleanup.action, span)
            cleanup = cleanup.outer

    def jump(self, to: Point | None, span: Span) -> None:
        """`break` or `continue`. Outside a loop (code that clang rejects too) it does nothing."""
        if to is None:
            return
        self.unwind(to.cleanup, span)
        self._builder.jump(to.block)
        self._builder.stop()

    def open_labels(self) -> None:
        self._labels = LabelScope(self._labels)

    def close_labels(self) -> None:
        if self._labels.outer is not None:
            self._labels = self._labels.outer

    def define(self, label: str, block: int) -> None:
        self._labels.define(label, self.point(block))

    def goto(self, label: str, span: Span) -> None:
        """End the current block with a jump to a label that may come later."""
        self._gotos.append(PendingGoto(self.point(self._builder.current), label, self._labels, span))
        self._builder.stop()

    def resolve_gotos(self) -> None:
        """Give every goto its cleanups and its edge. One whose label does not exist leads nowhere."""
        for goto in self._gotos:
            target = goto.labels.find(goto.label)
            if target is not None:
                self._builder.start(goto.source.block)
                self.cleanup = goto.source.cleanup
                self.unwind(_common(goto.source.cleanup, target.cleanup), goto.span)
                self._builder.jump(target.block)

    def _undo(self, action: EnterGuard | CleanupCall, span: Span) -> None:
        match action:
            case EnterGuard():
                self._builder.emit(LeaveGuard(span, action.name, action.args))
            case CleanupCall():
                callee = Name(span, action.function, Ref.FUNCTION)
                address = Unary(span, "&", action.variable)
                self._builder.emit(Invoke(span, self._new_result(span).id, callee, (address,)))


def closing(span: Span) -> Span:
    """The last byte of a statement: its closing brace or semicolon."""
    return Span(max(span.start, span.end - 1), span.end)


def fork(builder: Builder, scopes: Scopes, labels: tuple[str, ...], span: Span, *, falls_through: bool) -> None:
    """A jump to any of several labels, each of which may leave other scopes; or, if so, no jump at all."""
    after = builder.new_block()
    hops = [builder.new_block() for _ in labels]
    for target in ([after] if falls_through else []) + hops:
        builder.connect(target)
    for hop, label in zip(hops, labels, strict=True):
        builder.start(hop)
        scopes.goto(label, span)
    builder.start(after)


def _common(one: Cleanup | None, other: Cleanup | None) -> Cleanup | None:
    """The innermost cleanup that is in force at both points."""
    while one is not other:
        one_depth = 0 if one is None else one.depth
        other_depth = 0 if other is None else other.depth
        if one is not None and one_depth >= other_depth:
            one = one.outer
        elif other is not None:
            other = other.outer
    return one
