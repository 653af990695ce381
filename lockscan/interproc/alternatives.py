"""Handlers that are registered instead of each other: the interrupt, or where there is none a timer that polls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field

from lockscan.cfg.graph import Invoke
from lockscan.frozen import dataclass
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
        """Does one function set up either, on no path both?

        Others may arm what it has set up, after a pause, but not what it sets up in every case and arms in some: then
        only the handlers themselves may.
        """
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
        is_elsewhere = any(function != then.registrar and function not in own for function in armed)
        if is_elsewhere and not self._is_set_up_where_armed(then, armed[then.registrar]):
            return False
        return not any(first.source in event.state.armed for event in armed[then.registrar])

    def _is_set_up_where_armed(self, root: Root, armed: Sequence[Armed]) -> bool:
        """Does whoever registers the handler arm it straight afterwards, so that it is one decision?"""
        if root.registrar is None or root.site is None:
            return False
        spans = {event.span for event in armed}
        for block in self.functions[root.registrar].code.graph.blocks:
            calls = {operation.span for operation in block.operations if isinstance(operation, Invoke)}
            if root.site.span in calls:
                return not spans.isdisjoint(calls)
        return False

    def _armings(self) -> dict[Quiet, dict[FunctionId, list[Armed]]]:
        if self._armed is None:
            self._armed = {}
            for identity, solved in self.functions.items():
                for event in solved.of(Armed):
                    self._armed.setdefault(event.source, {}).setdefault(identity, []).append(event)
        return self._armed
