"""What clang complains of in a translation unit, as plain values: by the C accelerator where it was built. A file
without its headers has a hundred complaints, most of which cost nothing."""

from __future__ import annotations

from ctypes import byref, c_char_p, c_uint, c_void_p
from typing import Final

from lockscan.frontend import flatten
from lockscan.frontend.libclang import library, text
from lockscan.frozen import dataclass
from lockscan.syntax.columns import ROW

_ERROR: Final = 3  # CXDiagnostic_Error
# clang goes on with an expression of unknown type, which keeps all that was written; most complaints are of this kind.
_RECOVERED: Final = (b"incomplete definition", b"no member named", b"field designator")
_BEGINNINGS: Final = (c_char_p * len(_RECOVERED))(*_RECOVERED)


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """An error. `file` and `offset` are where it is written: the use of a macro, not its text."""

    message: str
    file: str
    offset: int
    line: int
    is_fatal: bool = False


def diagnostics(unit: c_void_p) -> list[Diagnostic]:
    """Errors only, and only those that cost something; clang's warnings are off."""
    return diagnostics_in_python(unit) if flatten.ACCELERATOR is None else diagnostics_in_c(unit)


def diagnostics_in_c(unit: c_void_p) -> list[Diagnostic]:
    assert flatten.ACCELERATOR is not None
    result = flatten.Result()
    code = flatten.ACCELERATOR.lockscan_complaints(unit, _ERROR, _BEGINNINGS, len(_RECOVERED), byref(result))
    rows, names = flatten.taken(result, code)
    return [
        Diagnostic(names[message], names[file], offset, line, severity > _ERROR)
        for severity, line, offset, _, message, file, _, _ in ROW.iter_unpack(rows)
    ]


def diagnostics_in_python(unit: c_void_p) -> list[Diagnostic]:
    lib = library()
    found = []
    for index in range(lib.clang_getNumDiagnostics(unit)):
        raw = lib.clang_getDiagnostic(unit, index)
        severity = lib.clang_getDiagnosticSeverity(raw)
        spelling = lib.clang_getDiagnosticSpelling(raw)
        message: bytes = lib.clang_getCString(spelling) or b""
        if severity >= _ERROR and not message.startswith(_RECOVERED):
            file, line, offset = c_void_p(), c_uint(), c_uint()
            lib.clang_getFileLocation(
                lib.clang_getDiagnosticLocation(raw), byref(file), byref(line), None, byref(offset)
            )
            name = text(lib.clang_getFileName(file)) if file.value else ""
            words = message.decode("utf-8", "surrogateescape")
            found.append(Diagnostic(words, name, offset.value, line.value, severity > _ERROR))
        lib.clang_disposeString(spelling)
        lib.clang_disposeDiagnostic(raw)
    return found
