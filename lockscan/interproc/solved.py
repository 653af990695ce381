"""A function with what happens on its paths."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import TypeVar, cast

from lockscan.frozen import dataclass
from lockscan.interproc.index import Code
from lockscan.locks.events import Event
from lockscan.locks.summary import FunctionId, Site, Summary

E = TypeVar("E")


@dataclass(frozen=True, slots=True)
class Solved:
    """A function with what happens on its paths. `is_truncated`: its budget of states or steps ran out.

    `failure` says why it could not be solved at all: then it is taken for one that does nothing.
    """

    code: Code
    events: tuple[Event, ...]
    summary: Summary
    is_truncated: bool
    failure: str = ""
    _by_kind: dict[type, list[Event]] | None = field(default=None, init=False, compare=False, repr=False)
    _with_locks: list[Event] | None = field(default=None, init=False, compare=False, repr=False)

    def of(self, kind: type[E]) -> Sequence[E]:
        """The events of this kind, in order."""
        known = self._by_kind
        if known is None:
            known = {}
            for event in self.events:
                known.setdefault(type(event), []).append(event)
            object.__setattr__(self, "_by_kind", known)
        return cast("Sequence[E]", known.get(kind, ()))

    @property
    def with_locks(self) -> Sequence[Event]:
        """The events that happen while a lock is held, in order."""
        known = self._with_locks
        if known is None:
            known = [event for event in self.events if event.state.held]
            object.__setattr__(self, "_with_locks", known)
        return known


def function_of(site: Site, functions: Mapping[FunctionId, Solved]) -> Solved | None:
    """The function that `site` stands in: the file's own, or an external one."""
    return functions.get(FunctionId(site.function, site.file)) or functions.get(FunctionId(site.function))
