"""The diagram of one function, from all the files that it is analysed with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from lockscan.cache import Store
from lockscan.catalog import closest
from lockscan.config import Settings
from lockscan.drawing.machine import machine_diagram
from lockscan.errors import QuestionError
from lockscan.execution import executor
from lockscan.findings import Diagram
from lockscan.frontend.unit import Discovery
from lockscan.frozen import dataclass
from lockscan.interproc import link
from lockscan.interproc.program import Program
from lockscan.locks.summary import FunctionId
from lockscan.stages.modelling import models_of
from lockscan.stages.parts import parts
from lockscan.stages.progress import Progress
from lockscan.stages.reading import Read, read
from lockscan.stages.whole import whole
from lockscan.syntax.unit import Function, ParsedUnit


@dataclass(frozen=True, slots=True)
class _Wanted:
    """`file`: the end of the path of the file that it is in, "" for any."""

    name: str
    file: str

    @staticmethod
    def of(text: str) -> _Wanted:
        file, _colon, name = text.rpartition(":")
        return _Wanted(name.removesuffix("()"), file)

    def means(self, function: Function) -> bool:
        return function.name == self.name and f"/{function.file}".endswith(f"/{self.file}" if self.file else "")


def picture(found: Discovery, settings: Settings, store: Store, text: str, progress: Progress) -> Diagram:
    """`text`: FUNCTION or FILE:FUNCTION. Raises QuestionError where that is none of the functions, or several."""
    wanted = _Wanted.of(text)
    texts = [unit for unit in found.units if not unit.contents.is_binary]
    with executor(settings.jobs) as workers:
        progress.phase("Reading", len(texts))
        results = read(texts, store, workers, settings.timeout, progress.advance)
        units = [result for result in results if isinstance(result, Read)]
    unread = len(found.units) - len(units)
    names: set[str] = set()
    places: dict[str, tuple[int, ...]] = {}
    for part in parts([unit.brief for unit in units]):
        for function in _functions(_units(units, part)):
            names.add(function.name)
            if wanted.means(function):
                places.setdefault(function.file, part)
    file = _only(wanted, places, names, unread)
    program = link(_units(units, places[file]), models_of(settings.models, store))
    identity = _identity(program, wanted.name, file)
    if identity not in program.functions:
        raise QuestionError(f"{wanted.name}() does nothing to locks, directly or below a call")
    return machine_diagram(program, identity)


def _units(read_ones: Sequence[Read], part: Iterable[int]) -> Iterator[ParsedUnit]:
    return (fetched.unit for fetched in whole(read_ones[at].supply for at in part))


def _functions(units: Iterator[ParsedUnit]) -> Iterator[Function]:
    for unit in units:
        yield from unit.functions


def _only(wanted: _Wanted, places: dict[str, tuple[int, ...]], names: set[str], unread: int) -> str:
    """The file of the one function that is meant."""
    if len(places) == 1:
        return next(iter(places))
    if places:
        raise QuestionError(f"several functions are called '{wanted.name}': {_choices(wanted.name, sorted(places))}")
    where = f" in {wanted.file}" if wanted.name in names else ""
    near = "" if where else closest(wanted.name, names)
    lost = f" ({unread:,} files could not be read)" if unread else ""
    raise QuestionError(f"no function '{wanted.name}'{where}{lost}{near}")


def _choices(name: str, files: Sequence[str]) -> str:
    shown = [f"{file}:{name}" for file in files[:8]]
    return ", ".join(shown) + (", …" if len(files) > len(shown) else "")


def _identity(program: Program, name: str, file: str) -> FunctionId:
    return next(
        identity
        for identity, function in program.index.functions.items()
        if (function.name, function.file) == (name, file)
    )
