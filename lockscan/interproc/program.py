"""The linked program, as the checks read it: solved functions, roots, and every acquisition as an absolute fact."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from lockscan.frozen import dataclass
from lockscan.interproc.entries import Entries
from lockscan.interproc.fresh import Fresh
from lockscan.interproc.images import Images
from lockscan.interproc.index import Index
from lockscan.interproc.order import Order
from lockscan.interproc.roots import Root
from lockscan.interproc.routes import Reached
from lockscan.interproc.solved import Solved
from lockscan.interproc.variants import Variants
from lockscan.interproc.ways import Ways
from lockscan.locks.actions import Machine
from lockscan.locks.state import Quiet
from lockscan.locks.summary import FunctionId, Usage
from lockscan.models.effects import Context, Models
from lockscan.syntax.unit import Mention, ParsedUnit

__all__ = ["Acquisition", "Program", "Solved"]


@dataclass(frozen=True, slots=True)
class Acquisition:
    """A usage under one root: `usage` has absolute irq and bh states now."""

    root: Root
    usage: Usage

    @property
    def context(self) -> Context:
        return self.root.entry.context

    @property
    def files(self) -> tuple[str, ...]:
        """The files that the path goes through, that of the registration included."""
        return (*self.root.files, *self.usage.files)


@dataclass(frozen=True, slots=True)
class Program:
    """Everything that checks may look at.

    `calls[f]`: what f calls; `reaches[f]`: what it may call at any depth, for roots only; `routes[f]`: how a root leads
    to f; `entries`: how each function is entered; `order`: which lock is taken while which is held; `ways`: how
    that is reached; `queued[q]`: the work that is put on the queue q; `variants`: tables that exclude
    each other; `machine(f)`: the state machine that f was solved as.
    """

    models: Models
    functions: Mapping[FunctionId, Solved]
    roots: tuple[Root, ...]
    acquisitions: tuple[Acquisition, ...]
    reaches: Mapping[FunctionId, frozenset[FunctionId]]
    calls: Mapping[FunctionId, tuple[FunctionId, ...]]
    routes: Mapping[FunctionId, Reached]
    images: Images
    entries: Entries
    fresh: Fresh
    index: Index
    units: tuple[ParsedUnit, ...]
    order: Order
    ways: Ways
    queued: Mapping[Quiet, frozenset[Quiet]]
    variants: Variants
    mentions: tuple[Mention, ...]
    machine: Callable[[FunctionId], Machine]
    files: Mapping[str, bytes]

    def is_known_by_name(self, root: Root) -> bool:
        """Is it a root because of its name, annotation or type only? Then less is known than where it is registered."""
        return root.site is not None and root.site.span == self.functions[root.function].code.function.name_span
