"""From parsed units to a linked program: index, pointers, call graph, solving callees first, roots, absolute facts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import field

from lockscan import execution
from lockscan.frozen import dataclass
from lockscan.interproc.calls import Calls, Reached, callers_of, components
from lockscan.interproc.entries import Entries
from lockscan.interproc.fresh import Fresh
from lockscan.interproc.getters import Getters
from lockscan.interproc.images import Images, images_of
from lockscan.interproc.index import Code, Index
from lockscan.interproc.members import learn
from lockscan.interproc.order import Order
from lockscan.interproc.pointers import collect
from lockscan.interproc.program import Acquisition, Program, Solved
from lockscan.interproc.queues import queued_work
from lockscan.interproc.relevant import Worth, relevant_functions, worth_lowering
from lockscan.interproc.resolver import Resolver
from lockscan.interproc.roots import Reaches, Root, find_roots
from lockscan.interproc.routes import routes
from lockscan.interproc.switches import Switched, switches
from lockscan.interproc.tables import Tables
from lockscan.interproc.variants import Variants
from lockscan.interproc.ways import ways_of
from lockscan.interproc.writers import Writers
from lockscan.locks.actions import Machine
from lockscan.locks.apply import turns_on_early
from lockscan.locks.callees import Callees
from lockscan.locks.compile import Compiler
from lockscan.locks.copying import replace
from lockscan.locks.naming import Naming
from lockscan.locks.solve import DEFAULT_LIMITS, Limits, solve
from lockscan.locks.state import ENTRY, OFF, ON, UNSURE, Irq, SavedIn
from lockscan.locks.summarise import returned_place, summarise
from lockscan.locks.summary import Around, FunctionId, Summary, Usage
from lockscan.locks.witnesses import Kinds
from lockscan.models.effects import Context, Entry, MentionKind, Models
from lockscan.syntax.unit import Mention, ParsedUnit


def link(
    units: Iterable[ParsedUnit],
    models: Models,
    limits: Limits = DEFAULT_LIMITS,
    *,
    follows_data: bool = False,
    switched: Switched | None = None,
) -> Program:
    """The whole program. Pure: the same units in the same order give the same program.

    `follows_data`: solve all functions, and keep their accesses to data. It costs as much again. `switched`: see
    `switches`; None: what the units themselves say.
    """
    units = tuple(units)
    index = Index.of(units, models)
    keeps_accesses = follows_data or _uses_global_irq_lock(units, models)
    worth = worth_lowering(index, models)
    of_worth = index.functions if keeps_accesses else worth.functions
    codes = {identity: index.code(identity) for identity in index.functions if identity in of_worth}
    switched = _switched(units, models) if switched is None else switched
    passive = () if keeps_accesses else worth.passive
    calls = _calls(index, codes, passive, units, models, switched, worth.spoken)
    images = calls.images
    edges, relevant = _followed(codes, calls, worth, keeps_accesses)
    roots = tuple(find_roots(codes, calls, edges, switched))
    task = _Task(calls, Writers(index, edges), limits, keeps_accesses, _asked_for(relevant, edges, roots))
    solved = _solve_all(codes, task, edges, relevant)
    order = Order(solved, roots, images, models.containers, Tables(index.globals))
    callers = callers_of(edges)
    return Program(
        models=models,
        functions=solved,
        roots=roots,
        acquisitions=tuple(_acquisitions(roots, solved, images)),
        reaches=Reaches(frozenset(root.function for root in roots), edges),
        calls=edges,
        routes=routes(roots, edges),
        images=images,
        fresh=Fresh(codes, calls, callers),
        entries=Entries(solved, roots, callers, models.containers),
        index=index,
        units=units,
        order=order,
        ways=ways_of(solved, order, callers),
        queued=queued_work(codes.values(), calls),
        variants=Variants(codes, calls),
        mentions=_mentions(units),
        machine=_Machines(task, codes, {identity: one.summary for identity, one in solved.items()}),
        files={source.path: source.data for unit in units for source in unit.sources},
    )


def _calls(
    index: Index,
    codes: Mapping[FunctionId, Code],
    passive: Collection[FunctionId],
    units: Sequence[ParsedUnit],
    models: Models,
    switched: Switched,
    spoken: frozenset[str],
) -> Calls:
    images = images_of(index)
    pointers = collect(index, codes, models.members, passive)
    members = learn(index, codes, pointers.passive)
    return Calls(index, models, pointers, members, images, Getters(index), _own(units), spoken, switched)


def _own(units: Sequence[ParsedUnit]) -> frozenset[str]:
    """Records that the scanned files define."""
    return frozenset(record.name for unit in units for record in unit.records)


def _switched(units: Sequence[ParsedUnit], models: Models) -> Switched:
    return switches(((source.path, source.data) for unit in units for source in unit.sources), models.switches)


def _followed(
    codes: Mapping[FunctionId, Code], calls: Calls, worth: Worth, keeps_accesses: bool
) -> tuple[dict[FunctionId, tuple[FunctionId, ...]], frozenset[FunctionId]]:
    """Whom each function calls, of those in `codes`, and which of them are to be solved: these are not passive."""
    edges = _edges(codes, calls, codes)
    while True:
        relevant = relevant_functions(codes, calls, edges, keeps_accesses, worth)
        woken = calls.pointers.passive & relevant
        if not woken:
            return edges, relevant
        calls.pointers.passive -= woken
        edges |= _edges((caller for caller in codes if caller in woken), calls, codes)


def _edges(
    callers: Iterable[FunctionId], calls: Calls, codes: Mapping[FunctionId, Code]
) -> dict[FunctionId, tuple[FunctionId, ...]]:
    return {
        caller: tuple([target for target in targets if target in codes])
        for caller, targets in calls.graph(map(codes.__getitem__, callers)).items()
    }


def _uses_global_irq_lock(units: Sequence[ParsedUnit], models: Models) -> bool:
    """Such programs are searched for data that the global irq lock protects here and a spinlock there."""
    marked = {name for name, mention in models.mentions.items() if mention.kind is MentionKind.GLOBAL_IRQ_CALL}
    return any(mention.name in marked for unit in units for mention in unit.mentions)


@dataclass(frozen=True, slots=True)
class _Task:
    """What solving one function takes, beside the summaries of those that it calls."""

    calls: Calls
    writers: Writers
    limits: Limits
    keeps_accesses: bool
    asked_for: frozenset[FunctionId]
    kinds: Kinds = field(default_factory=Kinds)
    alone: dict[int, tuple[Reached, Callees]] = field(default_factory=dict)  # see Resolver


def _asked_for(
    relevant: Iterable[FunctionId], edges: Mapping[FunctionId, Sequence[FunctionId]], roots: Iterable[Root]
) -> frozenset[FunctionId]:
    """Functions of which somebody wants to know what their paths need of memory at entry.

    Those are their callers, and who looks for sleeps below a root that is not entered in a task with nothing held.
    """
    called = {target for identity in relevant for target in edges[identity]}
    return frozenset(called.union([root.function for root in roots if not _is_plain(root.entry)]))


def _is_plain(entry: Entry) -> bool:
    return entry.context is Context.TASK and not (entry.irqs_off or entry.bh_off or entry.holds)


def _solve_all(
    codes: Mapping[FunctionId, Code],
    task: _Task,
    edges: Mapping[FunctionId, Sequence[FunctionId]],
    relevant: frozenset[FunctionId],
) -> dict[FunctionId, Solved]:
    summaries: dict[FunctionId, Summary] = {}
    solved: dict[FunctionId, Solved] = {}
    asked = {target for identity in relevant for target in edges[identity]}
    for component in components(edges):
        is_cycle = len(component) > 1 or component[0] in edges[component[0]]
        for _round in range(2 if is_cycle else 1):
            for identity in component:
                code = codes[identity]
                if identity in relevant:
                    done = _attempt(code, task, summaries)
                else:
                    done = _silent(code, task.calls if identity in asked else None)
                solved[identity] = done
                summaries[identity] = done.summary
    return {identity: solved[identity] for identity in codes}


def _attempt(code: Code, task: _Task, summaries: Mapping[FunctionId, Summary]) -> Solved:
    """A function that the analysis cannot cope with costs itself only."""
    done = execution.attempt(lambda one: _solve(one, task, summaries), code)
    if isinstance(done, execution.Failure):
        return Solved(code, (), Summary(code.id), is_truncated=False, failure=done.reason)
    return done


def _silent(code: Code, calls: Calls | None) -> Solved:
    """A function that does nothing to locks, directly or below: not worth solving. `calls`: if the pointer that it
    returns is asked for."""
    result = None
    if calls is not None and code.function.returns.endswith("*"):
        result = returned_place(code.graph, Naming(code.scope, calls.members))
    return Solved(code, (), Summary(code.id, result=result), is_truncated=False)


def _solve(code: Code, task: _Task, summaries: Mapping[FunctionId, Summary]) -> Solved:
    function, limits = code.function, task.limits
    is_pointer = function.returns.endswith("*")
    compiler = _compiler(code, task, summaries)
    machine = compiler.compile(code.graph)
    solution = solve(machine, limits)
    result = returned_place(code.graph, compiler.naming) if is_pointer else None
    events, is_truncated = solution.events, solution.is_truncated
    summary = summarise(code.id, function.name, function.file, events, result, is_truncated, task.kinds)
    return Solved(code, events, summary, is_truncated)


def _compiler(code: Code, task: _Task, summaries: Mapping[FunctionId, Summary]) -> Compiler:
    function, calls = code.function, task.calls
    return Compiler(
        code.id,
        function.name,
        function.file,
        calls.models,
        Resolver(code, calls, summaries, task.writers, task.alone),
        code.scope,
        task.keeps_accesses,
        function.returns.endswith("*"),
        calls.members,
        code.id in task.asked_for,
    )


@dataclass(frozen=True, slots=True)
class _Machines:
    """Compiles a function of the solved program once more, for who wants to see its state machine."""

    task: _Task
    codes: Mapping[FunctionId, Code]
    summaries: Mapping[FunctionId, Summary]

    def __call__(self, function: FunctionId) -> Machine:
        code = self.codes[function]
        return _compiler(code, self.task, self.summaries).compile(code.graph)


def _acquisitions(roots: Iterable[Root], solved: Mapping[FunctionId, Solved], images: Images) -> Iterable[Acquisition]:
    """Those whose path, with the registration, can be in one driver."""
    known: dict[tuple[object, ...], list[tuple[int, Usage]]] = {}
    for root in roots:
        entry = root.entry
        key = (root.function, entry.irqs_off, entry.bh_off, entry.context is Context.TASK)
        below = known.get(key)
        if below is None:
            usages = solved[root.function].summary.usages
            around: dict[int, Around] = {}
            below = known[key] = [(images.mask(usage.files), absolute(usage, root, around)) for usage in usages]
        registered = images.mask(root.files)
        for mask, usage in below:
            if images.has(mask | registered):
                yield Acquisition(root, usage)


def absolute(usage: Usage, root: Root, known: dict[int, Around]) -> Usage:
    """The usage with the root's entry state filled in: hard irqs on or off for certain, or unknown.

    `known`: what has been filled in already, by identity.
    """
    around = known.get(id(usage.around))
    if around is None:
        around = known[id(usage.around)] = _absolute(usage.around, root)
    is_early = turns_on_early(usage.around, OFF if root.entry.irqs_off else ON)
    is_sure, is_loose = usage.is_sure and not is_early, usage.is_loose or is_early
    return Usage(usage.place, usage.lock_class, usage.act, around, usage.chain, usage.requires, is_sure, is_loose)


def _absolute(around: Around, root: Root) -> Around:
    irq, before = _absolute_irq(around.irq, root), _absolute_irq(around.irq_before, root)
    in_interrupt = root.entry.context is not Context.TASK
    bh = max(around.bh, 1) if in_interrupt else around.bh + root.entry.bh_off
    return replace(around, irq=irq, irq_before=before, bh=bh)


def _absolute_irq(irq: Irq, root: Root) -> Irq:
    if irq == ENTRY:
        return OFF if root.entry.irqs_off else ON
    return UNSURE if isinstance(irq, SavedIn) else irq


def _mentions(units: Sequence[ParsedUnit]) -> tuple[Mention, ...]:
    return tuple(dict.fromkeys(mention for unit in units for mention in unit.mentions))
