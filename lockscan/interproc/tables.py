"""Tables that list other variables, such as groups of attributes: who names a table means everything in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import field

from lockscan.frozen import dataclass
from lockscan.syntax.nodes import Cast, Expr, InitList, Member, Name, Ref, Unary
from lockscan.syntax.unit import Global

_TABLES = ("attribute",)  # in the types of such tables; reading all the others costs time


@dataclass(slots=True)
class Tables:
    """Answers for one program; read when first asked."""

    globals: Iterable[Global]
    _listed: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)

    def below(self, file: str, name: str) -> Iterator[str]:
        """`name` and the variables that it lists in `file`, at any depth."""
        if not self._listed:
            self._listed = dict(_read(self.globals))
        pending, seen = [name], {name}
        while pending:
            current = pending.pop()
            yield current
            inner = [listed for listed in self._listed.get((file, current), ()) if listed not in seen]
            seen.update(inner)
            pending.extend(inner)


def _read(variables: Iterable[Global]) -> Iterator[tuple[tuple[str, str], tuple[str, ...]]]:
    for entry in variables:
        if entry.variable.init is not None and any(word in entry.variable.type for word in _TABLES):
            yield (entry.file, entry.variable.name), tuple(dict.fromkeys(_names(entry.variable.init)))


def _names(expr: Expr) -> Iterator[str]:
    match expr:
        case Name(name=name, ref=Ref.STATIC | Ref.GLOBAL):
            yield name
        case Cast(operand=inner) | Unary(operand=inner) | Member(base=inner):
            yield from _names(inner)
        case InitList(items=items):
            for item in items:
                yield from _names(item.value)
