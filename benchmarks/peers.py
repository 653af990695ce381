"""Which of some known mistakes lockscan, sparse and Coccinelle name.

lockscan has to report one of the case's rules about one of its functions. The others are asked for less: any report of
theirs about locks, if it is about a line of one of the functions.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from benchmarks import coccinelle, sparse
from benchmarks.cases import Case, read
from benchmarks.kernel_headers import KernelHeaders
from lockscan.frontend.lexical import functions

_MANY: Final = 40  # C files: a larger directory is not scanned as a whole
_TIME: Final = 600  # seconds that one tool may take for one case
_ABOUT_LOCKS: Final = re.compile(r"context imbalance|unexpected unlock|different lock contexts|mixing\b.*context")
_LINE: Final = re.compile(r"\.c:(\d+)[:-]")


def run(linux: Path, headers: Path | None, file: Path, list_all: bool) -> int:
    """Prints a line a case and the sums. Tools that are not installed are left out, sparse without headers as well."""
    cases = read(file, linux)
    kernel = KernelHeaders(headers, linux) if headers is not None and shutil.which("sparse") else None
    has_coccinelle = shutil.which("spatch") is not None
    named: Counter[str] = Counter()
    unparsed = 0
    for case in cases:
        answers = {"lockscan": _lockscan(linux, case)}
        if kernel is not None:
            answers["sparse"], is_parsed = _sparse(kernel, linux, case)
            unparsed += not is_parsed
        if has_coccinelle:
            answers["Coccinelle"] = _coccinelle(linux, case)
        named.update({tool: int(answer) for tool, answer in answers.items()})
        if list_all:
            names = ", ".join(tool for tool, answer in answers.items() if answer)
            print(f"{case}: {names or 'nobody'}", flush=True)
    for tool, number in named.items():
        more = f"; {unparsed} files with errors of its parser" if tool == "sparse" and unparsed else ""
        print(f"{tool:<12} {number:3} of {len(cases)}{more}")
    return 0


def _lockscan(linux: Path, case: Case) -> bool:
    command = [sys.executable, "-m", "lockscan", "--no-config", "--exit-zero", "--format", "json"]
    command += ["--rule", ",".join(sorted(case.rules)), "--min-precision", "medium", *map(str, _scanned(linux, case))]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=_TIME)
    records = map(json.loads, done.stdout.splitlines())
    return any(record["type"] == "finding" and case.functions & set(_functions(record)) for record in records)


def _scanned(linux: Path, case: Case) -> Iterator[Path]:
    """The directories of the files, or the files themselves where these are large; headers as they are."""
    for name in case.files:
        path = linux / name
        is_small = path.suffix == ".c" and sum(1 for _ in path.parent.glob("*.c")) <= _MANY
        yield path.parent if is_small else path


def _functions(record: dict[str, Any]) -> Iterator[str]:
    yield record["function"]
    for place in (*record["related"], *(step for flow in record["flows"] for step in flow["steps"])):
        yield place["function"]


def _sparse(kernel: KernelHeaders, linux: Path, case: Case) -> tuple[bool, bool]:
    """Is the case named, and could all files be parsed?"""
    is_named, is_parsed = False, True
    for name in case.sources:
        done = _run(sparse.command(kernel, linux / name))
        reports = [line for line in done.stderr.splitlines() if _ABOUT_LOCKS.search(line)]
        is_named |= _is_about(reports, linux / name, case)
        is_parsed &= "error:" not in done.stderr
    return is_named, is_parsed


def _coccinelle(linux: Path, case: Case) -> bool:
    """All files, by all scripts."""
    return any(
        _is_about(_run([*script, str(linux / name)]).stdout.splitlines(), linux / name, case)
        for script in coccinelle.scripts(linux)
        for name in case.sources
    )


def _run(command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False, errors="replace", timeout=_TIME)


def _is_about(reports: Iterable[str], path: Path, case: Case) -> bool:
    """Is a line of the reports in one of the functions of the file?"""
    data = path.read_bytes()
    wanted = [
        range(function.line, function.line + data.count(b"\n", function.start, function.end) + 1)
        for function in functions(data)
        if function.name in case.functions
    ]
    lines = {int(number) for report in reports for number in _LINE.findall(report)}
    return any(line in function for line in lines for function in wanted)
