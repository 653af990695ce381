"""How much of real drivers the stub headers recover: functions written in the file, and calls to modelled functions."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import Final

from benchmarks.kernel_headers import KernelHeaders
from benchmarks.sample import lock_users
from benchmarks.written import Written, written
from lockscan.config import Settings
from lockscan.frontend.contents import Contents
from lockscan.frontend.discovery import discover
from lockscan.frontend.flags import stub_flags
from lockscan.frontend.lexical import Lines
from lockscan.frontend.parse import parse
from lockscan.frontend.unit import Header, Mode, SourceUnit
from lockscan.models.effects import FunctionModel, IsError, Models, NoReturn, Transparent
from lockscan.models.load import load
from lockscan.syntax.columns import CODE, NAME, SIZE, START, WIDTH, Code
from lockscan.syntax.unit import Function, ParsedUnit

_ENOUGH: Final = 0.99
_OPTION: Final = re.compile(rb"\bCONFIG_\w+")
_CONFIGURATION: Final = "/lockscan/benchmark/configuration.h"
_QUOTED: Final = re.compile(r"'[^']*'")


@dataclass(frozen=True, slots=True)
class Miss:
    """Something that the stubs did not recover, and the complaint next to it, if there is one."""

    path: str
    line: int
    what: str
    cause: str


@dataclass(frozen=True, slots=True)
class Result:
    """One driver: how much there is, what of it was missed, and how long the parse with the stubs took."""

    functions: int
    calls: int
    lost_functions: tuple[Miss, ...]
    lost_calls: tuple[Miss, ...]
    seconds: float


def run(linux: Path, headers: Path, files: int, seed: int, jobs: int, misses: int) -> int:
    """Measure, print, and return the exit status: 0 when both shares are high enough."""
    measure = partial(_measure, linux=linux, headers=headers)
    results: list[Result] = []
    tried = 0
    with ProcessPoolExecutor(jobs) as pool:
        candidates = lock_users(linux, seed)
        for start in range(0, len(candidates), 4 * jobs):
            for result in pool.map(measure, candidates[start : start + 4 * jobs]):
                if len(results) < files:
                    tried += 1
                    results += [result] if result is not None else []
            if len(results) == files:
                break
    return _report(results, tried, misses)


def _report(results: list[Result], tried: int, misses: int) -> int:
    print(f"{len(results)} drivers parse cleanly with the real headers, of {tried} tried")
    functions = _share("functions", sum(r.functions for r in results), [m for r in results for m in r.lost_functions])
    calls = _share(
        "calls to modelled functions", sum(r.calls for r in results), [m for r in results for m in r.lost_calls]
    )
    seconds = sum(result.seconds for result in results) / max(1, len(results))
    print(f"parsing with the stubs: {seconds * 1000:.0f} ms of processor time a file")
    lost = [miss for result in results for miss in (*result.lost_functions, *result.lost_calls)]
    for cause, count in Counter(miss.cause for miss in lost).most_common():
        print(f"{count:6}  {cause}")
    for miss in lost[:misses]:
        print(f"{miss.path}:{miss.line}: {miss.what}: {miss.cause}")
    return 0 if min(functions, calls) >= _ENOUGH else 1


def _share(what: str, count: int, lost: list[Miss]) -> float:
    share = (count - len(lost)) / count if count else 0.0
    print(f"{what}: {count - len(lost)} of {count} recovered, {share:.2%}")
    return share


def _measure(source: Path, *, linux: Path, headers: Path) -> Result | None:
    """None for a driver that the real headers do not parse cleanly."""
    kernel = _kernel(headers, linux)
    truth = written(source, kernel.arguments(source), _modelled(), kernel.directories)
    return _compare(source, truth, linux, kernel.options()) if truth is not None else None


@cache
def _kernel(headers: Path, linux: Path) -> KernelHeaders:
    return KernelHeaders(headers, linux)


@cache
def _models() -> Models:
    return load()


@cache
def _modelled() -> frozenset[str]:
    """Functions that do something to locks, irqs or contexts; not those that only pass on their argument."""
    return frozenset(name for name, model in _models().functions.items() if _matters(model))


def _matters(model: FunctionModel) -> bool:
    idle = (Transparent, IsError, NoReturn)
    return bool(model.runs) or any(not isinstance(effect, idle) for effect in model.effects)


def _compare(source: Path, truth: Written, linux: Path, options: dict[str, str]) -> Result:
    settings = Settings(define=tuple(f"{name}={value}" for name, value in sorted(options.items())))
    (unit,) = discover([source], settings, _models()).units
    unit = _with_configuration(unit)
    parsed = parse(unit)
    own = [function for function in parsed.functions if function.file == unit.path]
    names = {function.name for function in own}
    found = {call for function in own for call in _calls(function)}
    causes = _Causes(source, linux, parsed)
    return Result(
        functions=len(truth.functions),
        calls=len(truth.calls),
        lost_functions=tuple(
            causes.miss(f"function {name}", start, name)
            for name, (start, _) in sorted(truth.functions.items())
            if name not in names
        ),
        lost_calls=tuple(
            causes.miss(f"call of {name}", offset, _around(truth, offset))
            for name, offset in sorted(truth.calls - found, key=_offset)
        ),
        seconds=_seconds(source),
    )


def _seconds(source: Path) -> float:
    """The processor time of an ordinary parse."""
    (unit,) = discover([source], Settings(), _models()).units
    parse(_first())
    began = time.process_time()
    parse(unit)
    return time.process_time() - began


@cache
def _first() -> SourceUnit:
    """A unit whose parse makes what all later ones share."""
    return SourceUnit("first.c", "/lockscan/benchmark/first.c", Contents.of(b""), (), Mode.STUBS, stub_flags(()))


def _offset(call: tuple[str, int]) -> int:
    return call[1]


def _around(truth: Written, offset: int) -> str:
    return next((name for name, (start, end) in truth.functions.items() if start <= offset < end), "")


def _with_configuration(unit: SourceUnit) -> SourceUnit:
    """The unit under the configuration that its flags define, instead of with every option on.

    An option that some text of the unit defines is not switched on by the front end: one such text names them all.
    """
    texts = [unit.data, *(header.data for header in unit.headers)]
    names = sorted({name for text in texts for name in _OPTION.findall(text)})
    lines = b"".join(b"#define %s\n" % name for name in names)
    header = Header(_CONFIGURATION, "configuration.h", Contents.of(b"#if 0\n" + lines + b"#endif\n"))
    return replace(unit, headers=(*unit.headers, header))


def _calls(function: Function) -> Iterator[tuple[str, int]]:
    """Name and offset of the direct calls in a body."""
    rows, strings = function.body.columns(), function.body.strings
    for at in range(0, len(rows), WIDTH):
        if rows[at + CODE] == Code.CALL and rows[at + SIZE] > 1 and rows[at + WIDTH + CODE] == Code.NAME:
            name = strings[rows[at + WIDTH + NAME]]
            yield name, rows[at + START]
            yield name, rows[at + WIDTH + START]


class _Causes:
    """Finds the complaint of the parse that explains a miss."""

    def __init__(self, source: Path, linux: Path, parsed: ParsedUnit) -> None:
        self._path = str(source.relative_to(linux))
        self._lines = Lines(source.read_bytes())
        self._notes = parsed.problems
        self._lost = {lost.function: lost.reason for lost in parsed.lost}

    def miss(self, what: str, offset: int, function: str) -> Miss:
        return Miss(self._path, self._lines.line(offset), what, self._cause(function))

    def _cause(self, function: str) -> str:
        if function in self._lost:
            return self._lost[function]
        return next(self._matching(function), "no complaint")

    def _matching(self, function: str) -> Iterator[str]:
        for note in self._notes:
            if f" in {function}(): " in note:
                yield _QUOTED.sub("'…'", note.partition("(): ")[2])
