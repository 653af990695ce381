"""Members that only one modelled function calls: a driver that makes this call decides itself when they run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field

from lockscan.frozen import dataclass
from lockscan.interproc.calls import Calls
from lockscan.interproc.index import Code
from lockscan.locks.summary import FunctionId

Member = tuple[str, str]  # record and member


@dataclass(frozen=True, slots=True)
class Answered:
    """`callers`: the files that make the calls, by the members that these run."""

    calls: Calls
    callers: dict[Member, set[str]] = field(default_factory=dict)

    def has(self, record: str, member: str, function: FunctionId, file: str = "") -> bool:
        """Does the driver itself call `function`, which it stores in that member in `file`?"""
        files = (self.calls.index.functions[function].file, *([file] if file else []))
        callers = self.callers.get((record, member), ())
        return any(self.calls.images.together((caller, *files)) for caller in callers)


def answered_in(codes: Iterable[Code], calls: Calls) -> Answered:
    """Looks at every call of a modelled function once."""
    found = Answered(calls)
    for code, _, model in calls.modelled(codes, lambda model: bool(model.calls)):
        for member in model.calls:
            if member.is_only:
                found.callers.setdefault((member.record, member.member), set()).add(code.function.file)
    return found
