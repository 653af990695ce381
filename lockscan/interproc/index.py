"""The program's functions by name, lowered on demand: which definition a name means in a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from itertools import takewhile

from lockscan.cfg.graph import Graph, Invoke
from lockscan.cfg.hints import NO_HINTS, Hints
from lockscan.cfg.lower import lower
from lockscan.frozen import dataclass
from lockscan.locks.naming import Scope, scope_of
from lockscan.locks.summary import FunctionId
from lockscan.models.effects import Models
from lockscan.syntax.build import statements, variable_types
from lockscan.syntax.columns import FunctionNames, every_name, function_names
from lockscan.syntax.unit import Function, Global, ParsedUnit


@dataclass(slots=True, eq=False)
class Code:
    """A function definition with its control flow, which is made when somebody first asks for it."""

    id: FunctionId
    function: Function
    hints: Hints = NO_HINTS
    _graph: Graph | None = None
    _scope: Scope | None = None
    _local: str = ""

    @property
    def graph(self) -> Graph:
        if self._graph is None:
            self._graph = lower(statements(self.function.body), self.hints)
        return self._graph

    @property
    def scope(self) -> Scope:
        if self._scope is None:
            self._scope = scope_of(self.graph, self.function.name, self.function.file)
        return self._scope

    @property
    def local(self) -> str:
        """What tells its variables from those of other functions."""
        if not self._local:
            self._local = f"{self.function.file}:{self.function.name}"
        return self._local

    @property
    def types(self) -> Mapping[str, str]:
        """The spelled types of its local variables."""
        return variable_types(self.function.body)

    def calls(self) -> Iterable[Invoke]:
        """All calls, in the order of the blocks."""
        return self.scope.calls.values()


@dataclass(slots=True)
class Index:
    """All functions of the units, each once, and their control flow, made when first asked for."""

    functions: dict[FunctionId, Function] = field(default_factory=dict)
    globals: list[Global] = field(default_factory=list)
    hints: Hints = NO_HINTS
    _defined: set[str] = field(default_factory=set)
    _headers: dict[str, list[FunctionId]] = field(default_factory=dict)
    _code: dict[FunctionId, Code] = field(default_factory=dict)
    _names: dict[FunctionId, FunctionNames] = field(default_factory=dict)
    _words: dict[FunctionId, frozenset[str]] = field(default_factory=dict)
    _found: dict[tuple[str, str], FunctionId | None] = field(default_factory=dict)

    @staticmethod
    def of(units: Iterable[ParsedUnit], models: Models) -> Index:
        """Functions of headers that several units include are kept once; of two equal external names the first is the
        one that other files mean."""
        conditional = frozenset(name for name, guard in models.guards.items() if guard.is_try)
        index = Index(hints=Hints(models.transparent, models.noreturn, conditional))
        seen: set[tuple[str, str, int]] = set()
        for unit in units:
            for function in unit.functions:
                identity = identify(function)
                known = index.functions.get(identity)
                if known is not None and (known.file, known.span) != (function.file, function.span):
                    identity = FunctionId(function.name, function.file)  # two drivers may use one name
                index.functions.setdefault(identity, function)
                index._defined.add(function.name)
                if function.file.endswith(".h"):
                    known_there = index._headers.setdefault(function.name, [])
                    if identity not in known_there:
                        known_there.append(identity)
            for variable in unit.globals:
                key = (variable.file, variable.name, variable.start)
                if key not in seen:
                    seen.add(key)
                    index.globals.append(variable)
        return index

    def defined_of(self, names: frozenset[str]) -> frozenset[str]:
        """Those that some file defines a function of."""
        return names & self._defined

    def find(self, name: str, file: str) -> FunctionId | None:
        """The definition that `name` means in `file`: the file's own static one, an external one, or a header's.

        Of headers that define one name (two drivers, one copied from the other) the nearest to the file is meant.
        """
        if name not in self._defined:
            return None
        key = (name, file)
        if key not in self._found:
            self._found[key] = self._find(name, file)
        return self._found[key]

    def _find(self, name: str, file: str) -> FunctionId | None:
        for identity in (FunctionId(name, file), FunctionId(name)):
            if identity in self.functions:
                return identity
        found = self._headers.get(name)
        if found is None or len(found) == 1:
            return found[0] if found else None
        return max(found, key=lambda identity: _nearness(identity.file, file))

    def is_local(self, identity: FunctionId) -> bool:
        """Is it the driver's own: static, or inline in one of its headers?"""
        return bool(identity.file)

    def names(self, identity: FunctionId) -> FunctionNames:
        """Of whom the function speaks."""
        known = self._names.get(identity)
        if known is None:
            known = self._names[identity] = function_names(self.functions[identity].body)
        return known

    def words(self, identity: FunctionId) -> frozenset[str]:
        """Everything that the function names: variables, members, functions, labels."""
        known = self._words.get(identity)
        if known is None:
            known = self._words[identity] = every_name(self.functions[identity].body)
        return known

    def code(self, identity: FunctionId) -> Code:
        known = self._code.get(identity)
        if known is None:
            known = self._code[identity] = Code(identity, self.functions[identity], self.hints)
        return known


def _nearness(one: str, other: str) -> int:
    """How many directories two paths share, counted from the root."""
    pairs = zip(one.split("/"), other.split("/"), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def identify(function: Function) -> FunctionId:
    return FunctionId(function.name, function.file if function.is_static else "")
