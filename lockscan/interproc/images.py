"""Which source files can end up in one running driver: those that some file uses, directly or not, all together.

A library file and each driver that calls it belong together; two drivers of one library do not, so a call that goes
from one of them through a pointer in the library into the other never happens, and they never share an object.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field

from lockscan.frozen import dataclass
from lockscan.interproc.index import Index
from lockscan.syntax.nodes import Cast, Expr, InitList, Name, Ref, Unary


@dataclass(slots=True)
class Images:
    """`users[i]`: bit mask of the files that use file i, directly or not, and itself. `numbers`: each file's bit."""

    numbers: Mapping[str, int]
    users: tuple[int, ...]
    _known: dict[int, bool] = field(default_factory=dict)

    def together(self, files: Iterable[str]) -> bool:
        """Can the files be parts of one driver? Headers belong to everyone."""
        return self.has(self.mask(files))

    def mask(self, files: Iterable[str]) -> int:
        """The bits of these files."""
        mask = 0
        for file in files:
            number = self.numbers.get(file)
            if number is not None:
                mask |= 1 << number
        return mask

    def has(self, mask: int) -> bool:
        """Does one driver have them all?"""
        if mask & (mask - 1) == 0:
            return True
        known = self._known.get(mask)
        if known is None:
            known = self._known[mask] = self._has(mask)
        return known

    def _has(self, mask: int) -> bool:
        """Is there a file that uses all of these?"""
        users, rest = -1, mask
        while rest and users:
            low = rest & -rest
            users &= self.users[low.bit_length() - 1]
            rest ^= low
        return users != 0


def images_of(index: Index) -> Images:
    """Reads which external functions and variables each file names."""
    files = sorted({function.file for function in index.functions.values() if not function.file.endswith(".h")})
    numbers = {file: number for number, file in enumerate(files)}
    owners = {
        variable.variable.name: numbers[variable.file]
        for variable in index.globals
        if not variable.variable.is_static and not variable.function and variable.file in numbers
    }
    users = [1 << number for number in range(len(files))]
    for file, names in _named(index, numbers).items():
        for name in names:
            target = index.find(name, file)
            used = owners.get(name) if target is None else numbers.get(index.functions[target].file)
            if used is not None:
                users[used] |= 1 << numbers[file]
    return Images(numbers, _closed(users))


def _named(index: Index, files: Iterable[str]) -> dict[str, set[str]]:
    """Functions and external variables that each of the files names."""
    found: dict[str, set[str]] = {file: set() for file in files}
    for identity, function in index.functions.items():
        if function.file in found:
            spoken = index.names(identity)
            found[function.file].update(spoken.called, spoken.taken, spoken.variables)
    for variable in index.globals:
        if variable.variable.init is not None and variable.file in found:
            found[variable.file].update(_names_in(variable.variable.init))
    return found


def _names_in(expr: Expr) -> Iterator[str]:
    match expr:
        case Name(name=name, ref=Ref.FUNCTION | Ref.GLOBAL):
            yield name
        case Cast(operand=operand) | Unary(operand=operand):
            yield from _names_in(operand)
        case InitList(items=items):
            for item in items:
                yield from _names_in(item.value)


def _closed(users: list[int]) -> tuple[int, ...]:
    """Transitive closure, by repeated union until nothing changes."""
    closures = list(users)
    is_changed = True
    while is_changed:
        is_changed = False
        for number, mask in enumerate(closures):
            wider, rest = mask, mask & ~(1 << number)
            while rest:
                low = rest & -rest
                wider |= closures[low.bit_length() - 1]
                rest ^= low
            if wider != mask:
                closures[number] = wider
                is_changed = True
    return tuple(closures)
