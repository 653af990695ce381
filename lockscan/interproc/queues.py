"""Which work is put on which queue: whoever waits for the queue waits for all of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lockscan.interproc.calls import Calls
from lockscan.interproc.index import Code
from lockscan.locks import modelled
from lockscan.locks.naming import Naming
from lockscan.locks.sources import source_at
from lockscan.locks.state import Quiet
from lockscan.models.effects import FunctionModel, Line, Queues


def queued_work(codes: Iterable[Code], calls: Calls) -> Mapping[Quiet, frozenset[Quiet]]:
    """The sources of every queue that some function fills; queues and work of unknown records are left out."""
    found: dict[Quiet, set[Quiet]] = {}
    for code, invoke, model in calls.modelled(codes, _queues):
        for effect in model.effects:
            if isinstance(effect, Queues):
                naming = Naming(code.scope, calls.members)
                queue = source_at(Line.QUEUE, modelled.target(effect.queue, invoke.args, naming))
                work = source_at(Line.WORK, modelled.target(effect.source, invoke.args, naming))
                if queue.record and work.record:
                    found.setdefault(queue, set()).add(work)
    return {queue: frozenset(works) for queue, works in found.items()}


def _queues(model: FunctionModel) -> bool:
    return any(isinstance(effect, Queues) for effect in model.effects)
