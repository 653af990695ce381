"""From expressions to facts: which key or constant a value is, and what a tested edge says about keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lockscan.cfg.constants import constant as folded
from lockscan.cfg.graph import Invoke
from lockscan.locks.facts import Key, Sign, Value, constant, is_comparison, mirrored
from lockscan.locks.naming import Naming
from lockscan.locks.place import Element, Place, Static, Unknown
from lockscan.locks.told import answer_of
from lockscan.models.effects import FunctionModel, IsError, TellsMaySleep, Transparent
from lockscan.syntax.nodes import Assign, Binary, Cast, Expr, Int, Member, Name, Result, Str, Unary

Clause = tuple[Key, str, int, bool]
_HOPS = 8


@dataclass(frozen=True, slots=True)
class Terms:
    """Reads values of one function. `model_of` gives the model of a call, None when it has none."""

    naming: Naming
    model_of: Callable[[Invoke], FunctionModel | None]
    is_question: Callable[[Invoke], bool] = lambda _invoke: False  # a call that changes nothing, of a function unknown

    def value(self, expr: Expr | None, hops: int = 0) -> Value | Key | None:
        """A constant, the key of what is copied, or None."""
        match expr:
            case Int(value=number):
                return constant(number)
            case Unary(op="-", operand=Int(value=number)):
                return constant(-number)
            case Unary(op="&") | Str():
                return Value(Sign.POSITIVE)
            case Binary():
                number_or_none = folded(expr)
                return None if number_or_none is None else constant(number_or_none)
            case Cast(operand=operand):
                return self.value(operand, hops)
            case Assign(target=target):
                return self.value(target, hops)
            case Name() | Member():
                return self._place_key(expr)
            case Result(id=number):
                argument = self._passed_through(number, hops)
                return self._key(number) if argument is None else self.value(argument, hops + 1)
            case _:
                return None

    def _place_key(self, expr: Expr) -> Key | None:
        place = self.naming.lvalue(expr)
        return None if isinstance(place.root, Unknown) else place

    def _passed_through(self, number: int, hops: int) -> Expr | None:
        invoke = self.naming.scope.calls.get(number)
        model = self.model_of(invoke) if invoke is not None and hops < _HOPS else None
        if invoke is None or model is None:
            return None
        for effect in model.effects:
            if isinstance(effect, Transparent) and effect.parameter < len(invoke.args):
                return invoke.args[effect.parameter]
        return None

    def clauses(self, expr: Expr, truth: bool) -> tuple[Clause, ...]:
        """What holds on the edge where `expr` is nonzero (`truth`) or zero; empty when nothing can be said."""
        match expr:
            case Unary(op="!", operand=operand):
                return self.clauses(operand, not truth)
            case Cast(operand=operand):
                return self.clauses(operand, truth)
            case Binary(op=op, left=left, right=right) if is_comparison(op):
                return self._comparison(op, left, right, truth)
            case Binary(op=op, left=left, right=right) if op in ("&", "|", "^", "+", "-", "%"):
                return self._synthetic(left, op, right, truth)
            case Result(id=number):
                return self._result(number, truth)
            case _:
                key = self.value(expr)
                return () if key is None or isinstance(key, Value) else ((key, "!=", 0, truth),)

    def _comparison(self, op: str, left: Expr, right: Expr, truth: bool) -> tuple[Clause, ...]:
        a, b = self.value(left), self.value(right)
        if isinstance(a, Value) and not isinstance(b, Value):
            a, b, op, left, right = b, a, mirrored(op), right, left
        if isinstance(b, Value) and b.constant is not None:
            if isinstance(left, Unary) and left.op == "!" and op in ("==", "!=") and b.constant == 0:
                return self.clauses(left.operand, truth == (op == "!="))
            if a is None or isinstance(a, Value):
                return self._masked(left, op, b.constant, truth)
            return ((a, op, b.constant, truth),)
        if op == "!=":
            return self._synthetic(left, "==", right, not truth)
        return self._synthetic(left, op, right, truth)

    def _masked(self, left: Expr, op: str, number: int, truth: bool) -> tuple[Clause, ...]:
        """`(flags & MASK) == 0` and kin."""
        if isinstance(left, Binary) and number == 0 and op in ("==", "!="):
            return self._synthetic(left.left, left.op, left.right, truth == (op == "!="))
        if isinstance(left, Binary):
            return self._synthetic(left, op, Int(left.span, number), truth)
        return ()

    def _synthetic(self, left: Expr, op: str, right: Expr, truth: bool) -> tuple[Clause, ...]:
        """A test of two things is a fact about the first, forgotten when that is assigned to (but not the second)."""
        place, text = self._anchor(left), self._text(right)
        if place is None or text is None:
            return ()
        return ((place.then(Element(f"{op}{text}")), "!=", 0, truth),)

    def _anchor(self, expr: Expr) -> Place | None:
        if isinstance(expr, Binary):
            inner, text = self._anchor(expr.left), self._text(expr.right)
            return None if inner is None or text is None else inner.then(Element(f"{expr.op}{text}"))
        key = self.value(expr)
        return key if isinstance(key, Place) else None

    def _text(self, expr: Expr) -> str | None:
        match self.value(expr):
            case Value(constant=number) if number is not None:
                return str(number)
            case Place() as place:
                return str(place)
        if isinstance(expr, Binary):
            left, right = self._text(expr.left), self._text(expr.right)
            return None if left is None or right is None else f"({left}{expr.op}{right})"
        return None

    def _result(self, number: int, truth: bool) -> tuple[Clause, ...]:
        invoke = self.naming.scope.calls.get(number)
        model = self.model_of(invoke) if invoke is not None else None
        if invoke is not None and model is not None:
            for effect in model.effects:
                if isinstance(effect, IsError) and effect.parameter < len(invoke.args):
                    key = self.value(invoke.args[effect.parameter])
                    if key is not None and not isinstance(key, Value):
                        return ((key, "<=" if effect.or_null else "<", 0, truth),)
                if isinstance(effect, Transparent) and effect.parameter < len(invoke.args):
                    return self.clauses(invoke.args[effect.parameter], truth)
        return ((self._key(number), "!=", 0, truth),)

    def _key(self, number: int) -> Key:
        """The result's own key; but in_interrupt() and the like give the same answer however often they are asked."""
        invoke = self.naming.scope.calls.get(number)
        model = self.model_of(invoke) if invoke is not None else None
        for effect in model.effects if model is not None else ():
            if isinstance(effect, TellsMaySleep):
                return answer_of(effect)
        if invoke is None or invoke.args or not isinstance(invoke.callee, Name) or not self.is_question(invoke):
            return number
        return Place(Static(f"{invoke.callee.name}()"))
