"""Which functions a function pointer may hold: a flow-insensitive propagation over members, variables and parameters.

Members are told apart by (record, member), not by object: every `ops->open` of one ops type is one cell.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Container, Iterable, Iterator, Mapping
from dataclasses import field

from lockscan.cfg.graph import Invoke, Store
from lockscan.frozen import dataclass
from lockscan.interproc.index import Code, Index
from lockscan.locks.sources import EXTERN
from lockscan.locks.summary import FunctionId, Site
from lockscan.syntax.nodes import (
    Cast,
    Conditional,
    Expr,
    InitList,
    Int,
    Member,
    Name,
    Ref,
    Result,
    Span,
    Unary,
)
from lockscan.syntax.nodes import (
    Index as Subscript,
)

_MOST_ROUNDS = 4  # a function that is handed on from one passive function to the next takes a round for each


@dataclass(frozen=True, slots=True)
class MemberCell:
    """All members of that name of all objects of that record; `record` "": of all records that are not known."""

    record: str
    member: str


@dataclass(frozen=True, slots=True)
class VariableCell:
    """`scope` is a function's name for locals, a file for statics, "" for externals."""

    scope: str
    name: str


@dataclass(frozen=True, slots=True)
class ParameterCell:
    """What callers pass, all of them together."""

    function: FunctionId
    index: int


Cell = MemberCell | VariableCell | ParameterCell


@dataclass(frozen=True, slots=True)
class Stored:
    """A function written into a member: who did it where, and the holder (`timer` of `dev->timer.function = f`).

    `owner` is the record that declares the holder, or the file or function that the variable belongs to.
    `flags` are the sibling members that the same initialiser sets to a nonzero constant (`.nonatomic = true`).
    """

    function: FunctionId
    record: str
    member: str
    holder: str
    owner: str
    site: Site
    inside: FunctionId | None
    flags: frozenset[str] = frozenset()


@dataclass(slots=True)
class Pointers:
    """Contents of the cells; `stored` lists the direct writes into members, in program order."""

    index: Index
    callbacks: Container[tuple[str, str]] = ()
    contents: dict[Cell, dict[FunctionId, None]] = field(default_factory=dict)
    copies: dict[Cell, dict[Cell, None]] = field(default_factory=lambda: defaultdict(dict))
    stored: list[Stored] = field(default_factory=list)
    taken: set[FunctionId] = field(default_factory=set)
    passive: frozenset[FunctionId] = frozenset()  # through them no function is handed on, and none called by a pointer
    _tabled: set[tuple[str, str, FunctionId]] = field(default_factory=set)
    _holders: dict[tuple[str, FunctionId], set[str]] = field(default_factory=dict)

    def functions(self, expr: Expr, code: Code) -> tuple[FunctionId, ...]:
        """What `expr`, used in `code`, may point to; empty when nothing is known."""
        cell = self.cell_of(expr, code.function.file, code)
        if isinstance(cell, FunctionId):
            return (cell,)
        return () if cell is None else tuple(self.contents.get(cell, ()))

    def is_in_tables(self, cell: MemberCell, functions: Iterable[FunctionId]) -> bool:
        """Does an initialised table hold each of the functions there?"""
        if not self._tabled:
            self._tabled.update((s.record, s.member, s.function) for s in self.stored if s.inside is None)
        return all((cell.record, cell.member, function) in self._tabled for function in functions)

    def held_by(self, holder: str, member: str, functions: Iterable[FunctionId]) -> tuple[FunctionId, ...]:
        """Of functions in a member of records that are not known those that may be in one called `holder`.

        `bus->ops->write` and `entry->text.write` have nothing but a name in common.
        """
        if not self._holders:
            for stored in self.stored:
                if not stored.record:
                    self._holders.setdefault((stored.member, stored.function), set()).add(stored.holder)
        return tuple(f for f in functions if self._holders.get((member, f), {""}) & {holder, ""})

    def member(self, record: str, member: str) -> tuple[FunctionId, ...]:
        return tuple(self.contents.get(MemberCell(record, member), ()))

    def cell_of(self, expr: Expr, file: str, code: Code | None) -> Cell | FunctionId | None:
        """The cell that the expression reads or writes; a function if it names one."""
        expr = _core(expr)
        if type(expr) is Name:
            return self._named(expr, file, code)
        if type(expr) is Member:
            if expr.record:
                return MemberCell(expr.record, expr.field)
            owner = self.cell_of(expr.base, file, code)
            if isinstance(owner, VariableCell):
                return VariableCell(owner.scope, f"{owner.name}.{expr.field}")
            return MemberCell("", expr.field)
        if type(expr) is Result and code is not None:
            return VariableCell(code.local, f"#{expr.id}")
        return None

    def _named(self, name: Name, file: str, code: Code | None) -> Cell | FunctionId | None:
        ref = name.ref
        if ref is Ref.FUNCTION:
            return self.index.find(name.name, file)
        if ref is Ref.LOCAL or ref is Ref.PARAM:
            if code is None:
                return None
            return VariableCell(code.local, name.name) if ref is Ref.LOCAL else ParameterCell(code.id, name.index)
        if ref is Ref.STATIC:
            return VariableCell(file, name.name)
        return VariableCell("", name.name) if ref is Ref.GLOBAL else None

    def flow(self, value: Expr, into: Cell, file: str, code: Code | None) -> FunctionId | None:
        """Records that `value` is written into a cell; returns the function when `value` names one."""
        source = self.cell_of(value, file, code)
        if isinstance(source, FunctionId):
            self.contents.setdefault(into, {}).setdefault(source)
            self.taken.add(source)
            return source
        if source is not None and source != into:
            self.copies[source][into] = None
        return None

    def concerned(self, functions: Collection[FunctionId]) -> frozenset[FunctionId]:
        """Those that are given a function, or speak of a member or variable of whose name one may hold a function."""
        if not functions:
            return frozenset()
        given, names = set[FunctionId](), set[str]()
        files = {"", *(f.file for f in self.index.functions.values()), *(v.file for v in self.index.globals)}
        for cell, held in self.contents.items():
            if held and type(cell) is ParameterCell:
                given.add(cell.function)
            elif held and type(cell) is MemberCell:
                names.add(cell.member)
            elif held and type(cell) is VariableCell and cell.scope in files:
                # (a local of another function does not matter)
                names.update(cell.name.split("."))
        return frozenset([f for f in functions if f in given or not names.isdisjoint(self.index.words(f))])

    def settle(self) -> None:
        """Propagates along copies until nothing changes; linear in copies times functions."""
        pending = [cell for cell in self.contents if cell in self.copies]
        while pending:
            cell = pending.pop()
            for target in self.copies.get(cell, ()):
                have = self.contents.setdefault(target, {})
                before = len(have)
                have.update(self.contents[cell])
                if len(have) > before:
                    pending.append(target)


def collect(
    index: Index,
    codes: Mapping[FunctionId, Code],
    callbacks: Container[tuple[str, str]] = (),
    deferred: Collection[FunctionId] = (),
) -> Pointers:
    """Reads every initialiser, assignment and call argument of the program, a few times at most.

    `callbacks`: the (record, member) pairs that the models describe. `deferred` are functions that name no function as
    a value: they are only read (and lowered) if they are given one, or speak of something that may hold one. The others
    of them are the result's `passive`.
    """
    passive = frozenset(deferred)
    for _round in range(_MOST_ROUNDS):
        pointers = _read(index, codes, callbacks, passive)
        concerned = pointers.concerned(pointers.passive)
        if not concerned:
            return pointers
        passive = pointers.passive - concerned
    return _read(index, codes, callbacks, frozenset())


def _read(
    index: Index,
    codes: Mapping[FunctionId, Code],
    callbacks: Container[tuple[str, str]],
    passive: frozenset[FunctionId],
) -> Pointers:
    """Without those passive functions that no initialiser of the program gets to."""
    pointers = Pointers(index, callbacks)
    for variable in index.globals:
        scope = variable.file if variable.variable.is_static or variable.function else ""
        if variable.variable.init is not None:
            site = Site(variable.file, variable.function, variable.variable.span)
            _initialiser(pointers, variable.variable.init, variable.variable.name, scope, site)
    pointers.passive = passive - pointers.concerned(passive)
    for identity, code in codes.items():
        if identity not in pointers.passive:
            _operations(pointers, code)
    pointers.settle()
    return pointers


def _operations(pointers: Pointers, code: Code) -> None:
    for block in code.graph.blocks:
        for operation in block.operations:
            if type(operation) is Store and operation.value is not None:
                _assignment(pointers, operation.target, operation.value, operation.span, code)
            elif type(operation) is Invoke:
                _arguments(pointers, operation, code)


def _initialiser(pointers: Pointers, value: Expr, holder: str, scope: str, site: Site) -> None:
    pending: list[Expr] = [value]
    while pending:
        current = pending.pop()
        if isinstance(current, Cast):
            pending.append(current.operand)
        elif isinstance(current, InitList):
            flags = frozenset(i.field for i in current.items if isinstance(i.value, Int) and i.value.value)
            for item in current.items:
                inner = item.value.operand if isinstance(item.value, Cast) else item.value
                if isinstance(inner, InitList):
                    pending.append(inner)
                elif item.field and item.record:
                    held = (holder, scope or EXTERN)
                    _store(pointers, item.value, MemberCell(item.record, item.field), held, site, None, flags)
                else:
                    name = f"{holder}.{item.field}" if item.field else holder
                    pointers.flow(item.value, VariableCell(scope, name), site.file, None)
        else:
            pointers.flow(current, VariableCell(scope, holder), site.file, None)


def _store(
    pointers: Pointers,
    value: Expr,
    cell: MemberCell,
    holder: tuple[str, str],
    site: Site,
    code: Code | None,
    flags: frozenset[str] = frozenset(),
) -> None:
    written = pointers.flow(value, cell, site.file, code)
    if written is not None:
        inside = code.id if code is not None else None
        pointers.stored.append(Stored(written, cell.record, cell.member, *holder, site, inside, flags))


def _assignment(pointers: Pointers, target: Expr, value: Expr, span: Span, code: Code) -> None:
    if not _may_hold(_core(value), code):
        return
    inner = _init_list(value)
    if inner is not None:
        holder = target.name if isinstance(target, Name) else target.field if isinstance(target, Member) else ""
        site = Site(code.function.file, code.function.name, span)
        _initialiser(pointers, inner, holder, code.local, site)
        return
    cell = pointers.cell_of(target, code.function.file, code)
    if cell is None or (isinstance(cell, MemberCell) and not cell.record):
        cell = _by_parameter(pointers, target, value, code) or cell
    if isinstance(cell, MemberCell):
        site = Site(code.function.file, code.function.name, span)
        _store(pointers, value, cell, _holder(target, code), site, code)
    elif cell is not None and not isinstance(cell, FunctionId):
        pointers.flow(value, cell, code.function.file, code)
    elif cell is None:
        pointers.taken.update(_named(value, pointers, code))


def _by_parameter(pointers: Pointers, target: Expr, value: Expr, code: Code) -> MemberCell | None:
    """A member whose record is not known: most callbacks are handed the very record that they are stored in."""
    function = pointers.cell_of(value, code.function.file, code) if isinstance(target, Member) else None
    if not isinstance(target, Member) or not isinstance(function, FunctionId):
        return None
    records = [parameter.record for parameter in pointers.index.functions[function].parameters]
    known = (record for record in records if record and (record, target.field) in pointers.callbacks)
    return next((MemberCell(record, target.field) for record in known), None)


def _init_list(value: Expr) -> InitList | None:
    while isinstance(value, Cast):
        value = value.operand
    return value if isinstance(value, InitList) else None


def _holder(target: Expr, code: Code) -> tuple[str, str]:
    """The member or variable that holds the record, and its owner: `timer` and `dev` for `dev->timer.function`."""
    match target:
        case Member(base=Member(field=name, record=record)):
            return name, record
        case Member(base=Name(name=name, ref=Ref.STATIC)):
            return name, code.function.file
        case Member(base=Name(name=name, ref=ref)):
            return name, EXTERN if ref is Ref.GLOBAL else ""
        case Member(base=Subscript(base=inner)) | Member(base=Unary(operand=inner)):
            return _holder(Member(target.span, inner, "", False), code)
        case _:
            return "", ""


def _arguments(pointers: Pointers, invoke: Invoke, code: Code) -> None:
    callee = invoke.callee
    name = callee.name if type(callee) is Name and callee.ref is Ref.FUNCTION else ""
    target = pointers.index.find(name, code.function.file) if name else None
    for number, arg in enumerate(invoke.args):
        core = _core(arg)
        if type(core) is Name and core.ref is Ref.FUNCTION:
            pointers.taken.update(_named(core, pointers, code))
        if target is not None and _may_hold(core, code):
            pointers.flow(core, ParameterCell(target, number), code.function.file, code)


def _named(arg: Expr, pointers: Pointers, code: Code) -> Iterator[FunctionId]:
    cell = pointers.cell_of(arg, code.function.file, code)
    if isinstance(cell, FunctionId):
        yield cell


def _may_hold(core: Expr, code: Code) -> bool:
    """May a function be in that, without what is around it? Neither records, pointers to them nor calls give one."""
    if type(core) is Name:
        return not core.record or core.ref is Ref.FUNCTION
    if type(core) is Member:
        return not core.pointee
    return type(core) is InitList or (type(core) is Result and core.id not in code.scope.calls)


def _core(expr: Expr) -> Expr:
    """What casts, subscripts, `*` and `&`, and the other arms of `?:` are around: there a function is as well."""
    while True:
        if type(expr) is Cast or (type(expr) is Unary and expr.op in "*&"):
            expr = expr.operand
        elif type(expr) is Subscript:
            expr = expr.base
        elif type(expr) is Conditional:
            expr = expr.other
        else:
            return expr
