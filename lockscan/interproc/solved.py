"""A function with what happens on its paths."""

from __future__ import annotations

from collections.abc import Mapping

from lockscan.frozen import dataclass
from lockscan.interproc.index import Code
from lockscan.locks.events import Event
from lockscan.locks.summary import FunctionId, Site, Summary


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


def function_of(site: Site, functions: Mapping[FunctionId, Solved]) -> Solved | None:
    """The function that `site` stands in: the file's own, or an external one."""
    return functions.get(FunctionId(site.function, site.file)) or functions.get(FunctionId(site.function))
