"""The limit for whatever stands on libclang: it parses the files once, and nobody looks at the trees.

Run as a program of its own, `python -m benchmarks.bare FILE…`; prints JSON: CPU seconds with empty headers, and with
the bundled stub headers, which know enough types for the functions to be there. Start-up is left out.
"""

from __future__ import annotations

import json
import re
import sys
import time
from pathlib import Path
from typing import Final

from lockscan.config import Settings
from lockscan.frontend.discovery import discover
from lockscan.frontend.flags import SUPPLEMENT, arguments, first_lines, memory
from lockscan.frontend.translation import translate
from lockscan.models.load import load

_INCLUDE: Final = re.compile(rb'^[ \t]*#[ \t]*include[ \t]*["<]([^">\n]+)[">]', re.MULTILINE)
_EMPTY: Final = "/bare/include"
_FLAGS: Final = ("-x", "c", "-std=gnu11", "-nostdinc", "-w", "-ferror-limit=0", f"-I{_EMPTY}", f"-iquote{_EMPTY}")


def _with_empty_headers(names: list[str]) -> float:
    texts = [Path(name).read_bytes() for name in names]
    headers = [{f"{_EMPTY}/{found.decode()}": b"" for found in _INCLUDE.findall(text)} for text in texts]
    started = time.process_time()
    for number, (text, empty) in enumerate(zip(texts, headers, strict=True)):
        name = f"/bare/{number}.c"
        with translate(name, _FLAGS, {**empty, name: text}, with_skipped=False):
            pass
    return time.process_time() - started


def _with_stub_headers(names: list[str]) -> float:
    units = discover([Path(name) for name in names], Settings(), load()).units
    arguments(units[0])  # precompiles the stubs
    started = time.process_time()
    for unit in units:
        texts = (unit.data, *(header.data for header in unit.headers if header.path))
        unsaved = {header.name: header.data for header in unit.headers}
        unsaved |= {unit.name: unit.data, SUPPLEMENT: first_lines(unit, texts).encode()}
        words = arguments(unit)
        with translate(unit.name, words, unsaved | memory(unit, words)):
            pass
    return time.process_time() - started


if __name__ == "__main__":
    print(json.dumps({"empty": _with_empty_headers(sys.argv[1:]), "stubs": _with_stub_headers(sys.argv[1:])}))
