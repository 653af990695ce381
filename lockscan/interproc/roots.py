"""Who runs in which context: registrations, ops tables, well-known names; what is left is assumed to be task code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from enum import IntEnum

from lockscan.cfg.graph import Invoke
from lockscan.frozen import dataclass
from lockscan.interproc.answered import Answered, answered_in
from lockscan.interproc.calls import Calls
from lockscan.interproc.cells import MemberCell
from lockscan.interproc.flows import Stored
from lockscan.interproc.holders import Holders, entry_of, fits, holders_of
from lockscan.interproc.index import Code
from lockscan.interproc.sleepers import closure
from lockscan.interproc.switches import Switched, switched_near
from lockscan.locks import modelled
from lockscan.locks.naming import Naming
from lockscan.locks.state import Quiet
from lockscan.locks.summary import FunctionId, Site
from lockscan.models.effects import Context, Entry, FunctionModel, Line, MemberModel


class Basis(IntEnum):
    """What a root rests on, best first."""

    REGISTERED = 3  # a registration or an ops table of the models
    ASSUMED = 2  # nobody calls it and its address is not taken: exported, or dead
    GUESSED = 1  # its address goes somewhere that the models do not know, or it is a header's and nobody calls it


@dataclass(frozen=True, slots=True)
class Root:
    """A function that something outside of the program calls. `site` is the registration, None for assumed roots.

    `source` is what arms and quiets it; `registrar` the function that registers it, None for
    tables filled at build time. `model`: what is known of the member that the function is stored in.
    """

    function: FunctionId
    entry: Entry
    basis: Basis
    site: Site | None = None
    source: Quiet | None = None
    registrar: FunctionId | None = None
    model: MemberModel | None = None

    @property
    def files(self) -> tuple[str, ...]:
        """The file of the registration: it is part of the driver."""
        return () if self.site is None else (self.site.file,)


TASK = Entry(Context.TASK, label="task context")


def find_roots(
    codes: Mapping[FunctionId, Code],
    calls: Calls,
    edges: Mapping[FunctionId, Sequence[FunctionId]],
    switched: Switched,
) -> list[Root]:
    """All roots, in program order; a function registered in several ways has several.

    `switched`: see `switches`.
    """
    found: dict[Root, None] = {}
    for code, invoke, model in calls.modelled(codes.values(), lambda model: bool(model.runs)):
        found.update(dict.fromkeys(_registered(invoke, model, code, codes, calls)))
    holders, answered = holders_of(codes.values(), calls), answered_in(codes.values(), calls)
    for stored in calls.pointers.stored:
        if not answered.has(stored.record, stored.member, stored.function, stored.site.file):
            found.update(dict.fromkeys(_stored(stored, calls, holders, switched)))
    found.update(dict.fromkeys(_copied(calls, answered)))
    found = {root: None for root in found if _can_be(root, calls)}
    known = {root.function for root in found}
    found.update(dict.fromkeys(root for root in _well_known(codes, calls) if root.function not in known))
    known = {root.function for root in found}
    called = {target for targets in edges.values() for target in targets}
    tabled = {stored.function for stored in calls.pointers.stored if stored.inside is None}
    for identity in codes:
        if identity not in known and identity not in called:
            found[_assumed(codes[identity], calls, tabled)] = None
    _add_unreached(found, codes, edges)
    return [root for root in found if root.function in codes]


def _assumed(code: Code, calls: Calls, tabled: set[FunctionId]) -> Root:
    """A function that nobody calls: it runs as the type of its parameters says, else in a task.

    Tables that are filled at build time are mostly the operations that a subsystem asks a driver for, in a task.
    """
    types = ", ".join(parameter.type for parameter in code.function.parameters)
    typed = calls.models.roots.get(f"({types})")
    if typed is not None:
        return Root(code.id, typed, Basis.ASSUMED)
    is_unseen = (code.id in calls.pointers.taken and code.id not in tabled) or code.function.file.endswith(".h")
    return Root(code.id, TASK, Basis.GUESSED if is_unseen else Basis.ASSUMED)


def _can_be(root: Root, calls: Calls) -> bool:
    """Can who registers the function and the function be parts of one driver? Unrelated records may share a name."""
    file = calls.index.functions[root.function].file
    return root.site is None or calls.images.together((root.site.file, file))


def _add_unreached(
    found: dict[Root, None], codes: Mapping[FunctionId, Code], edges: Mapping[FunctionId, Sequence[FunctionId]]
) -> None:
    """A cycle that nobody enters from outside needs a root as well."""
    reached: set[FunctionId] = set()
    _reach((root.function for root in found), edges, reached)
    for identity in codes:
        if identity not in reached:
            found[Root(identity, TASK, Basis.ASSUMED)] = None
            _reach((identity,), edges, reached)


def _reach(
    starts: Iterator[FunctionId] | Sequence[FunctionId],
    edges: Mapping[FunctionId, Sequence[FunctionId]],
    into: set[FunctionId],
) -> None:
    pending = list(starts)
    while pending:
        identity = pending.pop()
        if identity not in into:
            into.add(identity)
            pending.extend(edges.get(identity, ()))


@dataclass(frozen=True, slots=True, eq=False)
class Reaches(Mapping[FunctionId, frozenset[FunctionId]]):
    """Everything that each root may call, itself included; found when it is asked for, for few of thousands are."""

    roots: frozenset[FunctionId]
    edges: Mapping[FunctionId, Sequence[FunctionId]]
    _known: dict[FunctionId, frozenset[FunctionId]] = field(default_factory=dict)

    def __getitem__(self, root: FunctionId) -> frozenset[FunctionId]:
        known = self._known.get(root)
        if known is None:
            if root not in self.roots:
                raise KeyError(root)
            known = self._known[root] = frozenset(closure((root,), self.edges))
        return known

    def __iter__(self) -> Iterator[FunctionId]:
        return iter(sorted(self.roots))

    def __len__(self) -> int:
        return len(self.roots)


def _registered(
    invoke: Invoke, model: FunctionModel, code: Code, codes: Mapping[FunctionId, Code], calls: Calls
) -> Iterator[Root]:
    naming = Naming(code.scope)
    for runs in model.runs:
        if runs.is_direct or runs.member or runs.handler >= len(invoke.args):
            continue
        site = Site(code.function.file, code.function.name, invoke.span)
        for handler in calls.pointers.functions(invoke.args[runs.handler], code):
            if handler in codes:
                entry = entry_of(runs, invoke.args, codes[handler].function.parameters)
                yield Root(
                    handler, entry, Basis.REGISTERED, site, modelled.source_of(runs, invoke.args, naming), code.id
                )


def _stored(stored: Stored, calls: Calls, holders: Holders, switched: Switched) -> Iterator[Root]:
    models = calls.models.members.get((stored.record, stored.member), ())
    near = switched_near(stored.site.file, switched) if models else frozenset()
    for model in models:
        if (model.unless_member and model.unless_member in stored.flags) or model.unless_set in near:
            plain = Entry(Context.TASK, phase=model.entry.phase, label=model.entry.label, source=model.entry.source)
            yield Root(stored.function, plain, Basis.REGISTERED, stored.site, model=model)
            continue
        source = None if model.line is Line.OTHER else Quiet(model.line, stored.holder, stored.owner)
        handler = calls.index.functions.get(stored.function)
        parameters = handler.parameters if handler is not None else ()
        usual = next((case.entry for case in model.cases if fits(case, parameters, frozenset())), model.entry)
        for entry in holders.of(stored) or (usual,):
            yield Root(stored.function, entry, Basis.REGISTERED, stored.site, source, stored.inside, model)


def _copied(calls: Calls, answered: Answered) -> Iterator[Root]:
    """Functions that reach a modelled member through variables or parameters only."""
    direct = {(stored.record, stored.member, stored.function) for stored in calls.pointers.stored}
    for cell, functions in calls.pointers.contents.items():
        models = calls.models.members.get((cell.record, cell.member), ()) if isinstance(cell, MemberCell) else ()
        for model in models:
            source = None if model.line is Line.OTHER else Quiet(model.line, "")
            for function in functions:
                is_direct = (model.record, model.member, function) in direct
                if not is_direct and not answered.has(model.record, model.member, function):
                    yield Root(function, model.entry, Basis.REGISTERED, None, source, model=model)


def _well_known(codes: Mapping[FunctionId, Code], calls: Calls) -> Iterator[Root]:
    """init_module() and kin, and functions annotated __init or __exit that nothing else explains."""
    for identity, code in codes.items():
        function = code.function
        for word in (function.name, *function.annotations, function.returns):
            entry = calls.models.roots.get(word)
            if entry is not None:
                yield Root(identity, entry, Basis.REGISTERED, Site(function.file, function.name, function.name_span))
                break
