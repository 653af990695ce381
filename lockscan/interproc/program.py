"""The linked program, as the checks read it: solved functions, roots, and every acquisition as an absolute fact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lockscan.interproc.images import Images
from lockscan.interproc.index import Code
from lockscan.interproc.roots import Root
from lockscan.interproc.routes import Reached
from lockscan.locks.events import Event
from lockscan.locks.summary import FunctionId, Summary, Usage
from lockscan.models.effects import Context, Models
from lockscan.syntax.unit import Mention


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
        """The files that the path goes through."""
        return (*(call.file for call in self.usage.chain), self.usage.site.file)


@dataclass(frozen=True, slots=True)
class Program:
    """Everything that checks may look at.

    `calls[f]`: what f calls; `reaches[f]`: what it may call at any depth, for roots only; `routes[f]`: how a root leads
    to f.
    """

    models: Models
    functions: Mapping[FunctionId, Solved]
    roots: tuple[Root, ...]
    acquisitions: tuple[Acquisition, ...]
    reaches: Mapping[FunctionId, frozenset[FunctionId]]
    calls: Mapping[FunctionId, tuple[FunctionId, ...]]
    routes: Mapping[FunctionId, Reached]
    images: Images
    mentions: tuple[Mention, ...]
    files: Mapping[str, bytes]
