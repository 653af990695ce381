"""What control flow has to know about names: facts that come from the models, handed down as plain sets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from types import MappingProxyType

from lockscan.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Hints:
    """Everything is optional: without hints a call is just a call, and every guard is taken.

    `transparent`: functions whose value is that of the argument at this position (`likely`-like); no Invoke is made.
    `noreturn`: functions after whose call the path ends.
    `conditional_guards`: guard names that may fail; a scoped guard of that name skips its body then.
    """

    transparent: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    noreturn: frozenset[str] = frozenset()
    conditional_guards: frozenset[str] = frozenset()


NO_HINTS = Hints()
