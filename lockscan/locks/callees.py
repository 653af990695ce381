"""Whom the calls of a function reach, as far as compiling it takes: what the program answers."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from lockscan.cfg.graph import Invoke
from lockscan.frozen import dataclass
from lockscan.locks.place import Field
from lockscan.locks.summary import FunctionId, Summary
from lockscan.models.effects import FunctionModel, GuardModel


@dataclass(frozen=True, slots=True)
class DirectCall:
    """A function that a modelled one calls, with the numbers it gives; `is_outside` of its locks."""

    summary: Summary
    arguments: tuple[int | None, ...] = ()
    is_outside: bool = False


@dataclass(frozen=True, slots=True)
class Callees:
    """Whom a call reaches: a modelled function, functions of the program, or (model with `direct`) both.

    `functions` are all of the program that it may run, `summaries` those of them that it names and that are solved.

    `direct` are functions that the modelled one calls before it returns, with arguments of its own. `is_certain`: there
    is one callee, and no other; `is_sure`: there is no other in a driver that has this one. With `direct` they say
    whether every such call runs it.
    """

    model: FunctionModel | None = None
    summaries: tuple[Summary, ...] = ()
    is_certain: bool = True
    direct: tuple[DirectCall, ...] = ()
    is_sure: bool = True
    is_loose: bool = False
    functions: tuple[FunctionId, ...] = ()


NOBODY = Callees()


class Resolver(Protocol):
    """What the program knows about calls of the function that is being compiled."""

    def callees(self, invoke: Invoke) -> Callees:
        """NOBODY itself for a function of which nothing is known: most calls of a driver are such."""
        ...

    def reads(self, invoke: Invoke) -> tuple[Field, ...] | None:
        """The members that the callee reads, if it does nothing else."""
        ...

    def writes(self, functions: Collection[FunctionId]) -> int:
        """All members that one of them may write, of some object: a bit for each."""
        ...

    def bits(self, member: Field) -> int:
        """The bits of that member, once all functions that matter have been asked about."""
        ...

    def guard(self, name: str) -> GuardModel | tuple[Summary | None, Summary | None]: ...
