"""One short way from a root to every function: what a report shows to say how code gets to run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from lockscan.frozen import dataclass
from lockscan.interproc.roots import Basis, Root
from lockscan.locks.summary import FunctionId


@dataclass(frozen=True, slots=True)
class Reached:
    """`root` leads to the function: as itself (`caller` None), or through a call in `caller`, which it leads to."""

    root: Root
    caller: FunctionId | None = None


def routes(roots: Iterable[Root], calls: Mapping[FunctionId, Sequence[FunctionId]]) -> dict[FunctionId, Reached]:
    """For every function that a root leads to, the best root (registered before assumed before guessed) and, for
    that kind of root, a shortest way. Linear in the calls."""
    found: dict[FunctionId, Reached] = {}
    roots = tuple(roots)
    for basis in sorted(Basis, reverse=True):
        layer = []
        for root in roots:
            if root.basis is basis and root.function not in found:
                found[root.function] = Reached(root)
                layer.append(root.function)
        while layer:
            below = []
            for caller in layer:
                for callee in calls.get(caller, ()):
                    if callee not in found:
                        found[callee] = Reached(found[caller].root, caller)
                        below.append(callee)
            layer = below
    return found
