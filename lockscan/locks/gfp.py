"""Do allocation flags allow to sleep? Read from the bits: __GFP_DIRECT_RECLAIM is 0x400 (include/linux/gfp_types.h)."""

from __future__ import annotations

from lockscan.locks.facts import Key, Value
from lockscan.locks.naming import Naming
from lockscan.locks.place import Unknown
from lockscan.syntax.nodes import Binary, Cast, Expr, Int, Member, Name, Unary

_DIRECT_RECLAIM = 0x400


def allows_sleep(flags: Value) -> bool | None:
    """What a value that is known tells; None when its bits are not known."""
    told = {bool(number & _DIRECT_RECLAIM) for number in flags.numbers}
    return told.pop() if len(told) == 1 else None


def sleeps(flags: Expr, naming: Naming) -> bool | Key | None:
    """True, False, the variable whose bits decide, or None (not followed)."""
    match flags:
        case Int(value=number):
            return bool(number & _DIRECT_RECLAIM)
        case Cast(operand=operand):
            return sleeps(operand, naming)
        case Binary(op="|", left=left, right=right):
            return _either(sleeps(left, naming), sleeps(right, naming))
        case Binary(op="&", left=left, right=Unary(op="~", operand=removed)):
            return False if sleeps(removed, naming) is True else sleeps(left, naming)
        case Name() | Member():
            place = naming.lvalue(flags)
            return None if isinstance(place.root, Unknown) else place
        case _:
            return None


def _either(left: bool | Key | None, right: bool | Key | None) -> bool | Key | None:
    if left is True or right is True:
        return True
    if left is False:
        return right
    return left if right is False else None
