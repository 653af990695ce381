"""Handlers that are registered instead of each other: the interrupt, or where there is none a timer that polls."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lockscan.interproc.roots import Root
from lockscan.interproc.solved import Solved
from lockscan.locks.events import Armed
from lockscan.locks.state import Quiet
from lockscan.locks.summary import FunctionId


@dataclass(slots=True)
class Alternatives:
    """Answers for one program; where sources are armed is looked up when it is first asked for."""

    functions: Mapping[FunctionId, Solved]
    reaches: Mapping[FunctionId, frozenset[FunctionId]]
    _armed: dict[Quiet, dict[FunctionId, list[Armed]]] | None = field(default=None)

    def exclude(self, one: Root, other: Root) -> bool:
        """Does one function arm either, on no path both, and nobody else but the handlers themselves arms them?"""
        if one.source is None or other.source is None or one.source == other.source:
            return False
        if one.registrar is None or one.registrar != other.registrar:
            return False
        return self._never_after(one, other) and self._never_after(other, one)

    def _never_after(self, first: Root, then: Root) -> bool:
        """Is `then` only armed by its registrar, and there on paths that have not armed `first`?"""
        armed = self._armings().get(then.source, {}) if then.source is not None else {}
        if then.registrar is None or then.registrar not in armed:
            return False
        own = self.reaches.get(then.function, frozenset())
        if any(function != then.registrar and function not in own for function in armed):
            return False
        return not any(first.source in event.state.armed for event in armed[then.registrar])

    def _armings(self) -> dict[Quiet, dict[FunctionId, list[Armed]]]:
        if self._armed is None:
            self._armed = {}
            for identity, solved in self.functions.items():
                for event in solved.events:
                    if isinstance(event, Armed):
                        self._armed.setdefault(event.source, {}).setdefault(identity, []).append(event)
        return self._armed
