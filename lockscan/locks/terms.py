"""From expressions to facts: which key or constant a value is, and what a tested edge says about keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field

from lockscan.cfg.constants import constant as folded
from lockscan.cfg.graph import Invoke
from lockscan.frozen import dataclass
from lockscan.locks.actions import Bits, Errno, Query
from lockscan.locks.facts import ERROR, NOT_NULL, Key, Sign, Value, constant, is_comparison, mirrored
from lockscan.locks.naming import Naming
from lockscan.locks.place import Element, Field, Place, Static, Unknown, constant_name, is_named
from lockscan.locks.told import answer_of
from lockscan.models.effects import FunctionModel, IsError, TellsMaySleep, Transparent
from lockscan.syntax.nodes import Assign, Binary, Cast, Expr, Int, Member, Name, Ref, Result, Str, Unary

Clause = tuple[Key, str, int, bool]
_HOPS = 8
_NONZERO = Value(Sign.NEGATIVE | Sign.POSITIVE)
_ONE = constant(1)
_FUNCTION = Ref.FUNCTION  # reading a member of an enum is slow
_ARITHMETIC = frozenset("&|^+-%")


@dataclass(frozen=True, slots=True, eq=False)
class Terms:
    """Reads values of one function. `model_of` gives the model of a call, None when it has none."""

    naming: Naming
    model_of: Callable[[Invoke], FunctionModel | None]
    reads: Callable[[Invoke], tuple[Field, ...] | None] = lambda _invoke: None  # by a call that does nothing else
    _keys: dict[int, Key] = field(default_factory=dict)  # of results

    def value(self, expr: Expr | None, hops: int = 0) -> Value | Key | None:
        """A constant, the key of what is copied, or None."""
        if type(expr) is Name or type(expr) is Member:
            return NOT_NULL if type(expr) is Name and expr.ref is _FUNCTION else self._place_key(expr)
        if type(expr) is Int:
            return constant(expr.value)
        if type(expr) is Result:
            argument = self._passed_through(expr.id, hops)
            return self._key(expr.id) if argument is None else self.value(argument, hops + 1)
        if type(expr) is Cast:
            return self.value(expr.operand, hops)
        return self._computed(expr, hops)

    def _computed(self, expr: Expr | None, hops: int) -> Value | Key | None:
        match expr:
            case None:
                return None
            case Unary(op="-", operand=Int(value=number)):
                return constant(-number)
            case Unary(op="&") | Str():
                return NOT_NULL
            case Binary():
                number_or_none = folded(expr)
                return None if number_or_none is None else constant(number_or_none)
            case Assign(target=target):
                return self.value(target, hops)
            case _:
                return None

    def assigned(self, expr: Expr | None) -> Value | Key | Query | Errno | None:
        """Like `value`, but the answer to a test as well."""
        while type(expr) is Cast:
            expr = expr.operand
        if expr is None or type(expr) is Name or type(expr) is Member or type(expr) is Int:
            return self.value(expr)
        if type(expr) is Unary and expr.op == "!":
            return self._query(expr, _ONE)
        if type(expr) is Binary and is_comparison(expr.op):
            return self._query(expr, _ONE)
        if type(expr) is Binary and expr.op == "&":
            return self._query(expr, _NONZERO)
        errno = self._errno(expr.id) if type(expr) is Result else None
        if errno is None:
            return self.value(expr)
        known = self.value(errno)
        return ERROR if known is None else known if isinstance(known, Value) else Errno(known)

    def _errno(self, number: int) -> Expr | None:
        """The errno that a call makes an error pointer of."""
        invoke = self.naming.scope.calls.get(number)
        model = self.model_of(invoke) if invoke is not None else None
        if invoke is None or model is None:
            return None
        for effect in model.effects:
            if type(effect) is Transparent and effect.is_errno and effect.parameter < len(invoke.args):
                return invoke.args[effect.parameter]
        return None

    def _query(self, expr: Expr, yes: Value) -> Value | Key | Query | None:
        clauses = self.clauses(expr, truth=True)
        return Query(clauses[0], yes) if len(clauses) == 1 else self.value(expr)

    def bits(self, target: Expr, value: Binary) -> Bits | None:
        """What `target |= F` or `target &= ~F` does to the bits F; None for anything else."""
        if value.left is not target:
            return None
        match value:
            case Binary(op="|", right=mask):
                is_set = True
            case Binary(op="&", right=Unary(op="~", operand=mask)):
                is_set = False
            case Binary(op="&", right=Int(value=number)) if number < 0:
                mask, is_set = Int(value.span, ~number), False
            case _:
                return None
        place, text = self._anchor(target), self._text(mask)
        return None if place is None or text is None else Bits(place.then(Element(f"&{text}")), is_set)

    def _place_key(self, expr: Expr) -> Key | None:
        place = self.naming.lvalue(expr)
        return None if type(place.root) is Unknown else place

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
        while True:
            if type(expr) is Cast:
                expr = expr.operand
            elif type(expr) is Unary and expr.op == "!":
                expr, truth = expr.operand, not truth
            else:
                break
        if type(expr) is Binary and is_comparison(expr.op):
            return self._comparison(expr.op, expr.left, expr.right, truth)
        if type(expr) is Binary and expr.op in _ARITHMETIC:
            return self._synthetic(expr.left, expr.op, expr.right, truth)
        if type(expr) is Result:
            return self._result(expr.id, truth)
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
        if op in ("==", "!="):
            named = _is_constant(a, b)
            if named is not None:
                return ((named, "!=", 0, truth == (op == "==")),)
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
        if isinstance(expr, Unary) and expr.op == "&":
            place = self._place_key(expr.operand)
            return None if place is None else f"&{place}"
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
        """The result's own key; but questions get the same answer however often they are asked."""
        known = self._keys.get(number)
        if known is None:
            known = self._keys[number] = self._key_of_call(number)
        return known

    def _key_of_call(self, number: int) -> Key:
        invoke = self.naming.scope.calls.get(number)
        model = self.model_of(invoke) if invoke is not None else None
        for effect in model.effects if model is not None else ():
            if isinstance(effect, TellsMaySleep):
                return answer_of(effect)
        if invoke is None or not isinstance(invoke.callee, Name):
            return number
        read = self.reads(invoke)
        if read is None:
            return number
        subject, *others = invoke.args or (None,)
        asked = ", ".join(self._text(other) or "?" for other in others)
        if subject is None or "?" in asked:
            return number if invoke.args else Place(Static(f"{invoke.callee.name}()"))
        place = self.naming.lvalue(subject.operand if isinstance(subject, Unary) and subject.op == "&" else subject)
        if isinstance(place.root, Unknown):
            return number
        return place.then(Element(f"{invoke.callee.name}({asked})"), *read)


def _is_constant(a: Value | Key | None, b: Value | Key | None) -> Place | None:
    """The question whether a place has the value of a constant of which only the name is known."""
    for place, other in ((a, b), (b, a)):
        name = constant_name(other) if isinstance(other, Place) else None
        if name is not None and isinstance(place, Place) and constant_name(place) is None:
            return is_named(place, name)
    return None
