"""libclang's C interface, through ctypes: the library inside the `libclang` wheel, and the few functions that we call.

The wheel's own bindings wrap every cursor in Python objects and want sources as text; this layer passes bytes.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from ctypes import CFUNCTYPE, POINTER, Structure, c_char_p, c_int, c_longlong, c_uint, c_ulong, c_void_p
from functools import cache
from pathlib import Path
from typing import Any


class CxString(Structure):
    """CXString."""

    _fields_ = (("data", c_void_p), ("flags", c_uint))


class CxCursor(Structure):
    """CXCursor. For a declaration data0 is clang's node; for a statement or expression data1 is."""

    _fields_ = (("kind", c_int), ("xdata", c_int), ("data0", c_void_p), ("data1", c_void_p), ("data2", c_void_p))


class CxType(Structure):
    """CXType."""

    _fields_ = (("kind", c_int), ("data0", c_void_p), ("data1", c_void_p))


class CxLocation(Structure):
    """CXSourceLocation."""

    _fields_ = (("data0", c_void_p), ("data1", c_void_p), ("number", c_uint))


class CxRange(Structure):
    """CXSourceRange."""

    _fields_ = (("data0", c_void_p), ("data1", c_void_p), ("begin", c_uint), ("end", c_uint))


class CxToken(Structure):
    """CXToken."""

    _fields_ = (("numbers", c_uint * 4), ("data", c_void_p))


class CxUnsaved(Structure):
    """CXUnsavedFile."""

    _fields_ = (("name", c_char_p), ("contents", c_char_p), ("length", c_ulong))


class CxRangeList(Structure):
    """CXSourceRangeList."""

    _fields_ = (("count", c_uint), ("ranges", POINTER(CxRange)))


CursorVisitor = CFUNCTYPE(c_int, CxCursor, CxCursor, c_void_p)
FieldVisitor = CFUNCTYPE(c_int, CxCursor, c_void_p)
InclusionVisitor = CFUNCTYPE(None, c_void_p, POINTER(CxLocation), c_uint, c_void_p)

_WHERE = [CxLocation, POINTER(c_void_p), POINTER(c_uint), POINTER(c_uint), POINTER(c_uint)]

# Each function's result and arguments.
_FUNCTIONS: dict[str, tuple[Any, list[Any]]] = {
    "clang_createIndex": (c_void_p, [c_int, c_int]),
    "clang_disposeIndex": (None, [c_void_p]),
    "clang_parseTranslationUnit2FullArgv": (
        c_int,
        [c_void_p, c_char_p, POINTER(c_char_p), c_int, POINTER(CxUnsaved), c_uint, c_uint, POINTER(c_void_p)],
    ),
    "clang_reparseTranslationUnit": (c_int, [c_void_p, c_uint, POINTER(CxUnsaved), c_uint]),
    "clang_suspendTranslationUnit": (c_uint, [c_void_p]),
    "clang_disposeTranslationUnit": (None, [c_void_p]),
    "clang_saveTranslationUnit": (c_int, [c_void_p, c_char_p, c_uint]),
    "clang_getTranslationUnitCursor": (CxCursor, [c_void_p]),
    "clang_getClangVersion": (CxString, []),
    "clang_getNumDiagnostics": (c_uint, [c_void_p]),
    "clang_getDiagnostic": (c_void_p, [c_void_p, c_uint]),
    "clang_disposeDiagnostic": (None, [c_void_p]),
    "clang_getDiagnosticSeverity": (c_int, [c_void_p]),
    "clang_getDiagnosticSpelling": (CxString, [c_void_p]),
    "clang_getDiagnosticLocation": (CxLocation, [c_void_p]),
    "clang_getCString": (c_char_p, [CxString]),
    "clang_disposeString": (None, [CxString]),
    "clang_getFile": (c_void_p, [c_void_p, c_char_p]),
    "clang_getFileName": (CxString, [c_void_p]),
    "clang_getFileContents": (c_void_p, [c_void_p, c_void_p, POINTER(c_ulong)]),
    "clang_getInclusions": (None, [c_void_p, InclusionVisitor, c_void_p]),
    "clang_getSkippedRanges": (POINTER(CxRangeList), [c_void_p, c_void_p]),
    "clang_disposeSourceRangeList": (None, [POINTER(CxRangeList)]),
    "clang_getRangeStart": (CxLocation, [CxRange]),
    "clang_getRangeEnd": (CxLocation, [CxRange]),
    "clang_getFileLocation": (None, _WHERE),
    "clang_getToken": (POINTER(CxToken), [c_void_p, CxLocation]),
    "clang_getTokenLocation": (CxLocation, [c_void_p, CxToken]),
    "clang_disposeTokens": (None, [c_void_p, POINTER(CxToken), c_uint]),
    "clang_getExpansionLocation": (None, _WHERE),
    "clang_visitChildren": (c_uint, [CxCursor, CursorVisitor, c_void_p]),
    "clang_getCursorExtent": (CxRange, [CxCursor]),
    "clang_getCursorLocation": (CxLocation, [CxCursor]),
    "clang_getCursorSpelling": (CxString, [CxCursor]),
    "clang_getCursorReferenced": (CxCursor, [CxCursor]),
    "clang_getCursorSemanticParent": (CxCursor, [CxCursor]),
    "clang_getCursorType": (CxType, [CxCursor]),
    "clang_getCursorResultType": (CxType, [CxCursor]),
    "clang_getCursorLinkage": (c_int, [CxCursor]),
    "clang_Cursor_getStorageClass": (c_int, [CxCursor]),
    "clang_Cursor_getVarDeclInitializer": (CxCursor, [CxCursor]),
    "clang_isCursorDefinition": (c_uint, [CxCursor]),
    "clang_getCursorBinaryOperatorKind": (c_int, [CxCursor]),
    "clang_getCursorUnaryOperatorKind": (c_int, [CxCursor]),
    "clang_getEnumConstantDeclValue": (c_longlong, [CxCursor]),
    "clang_Cursor_Evaluate": (c_void_p, [CxCursor]),
    "clang_EvalResult_getKind": (c_int, [c_void_p]),
    "clang_EvalResult_getAsLongLong": (c_longlong, [c_void_p]),
    "clang_EvalResult_dispose": (None, [c_void_p]),
    "clang_getCanonicalType": (CxType, [CxType]),
    "clang_getPointeeType": (CxType, [CxType]),
    "clang_getArrayElementType": (CxType, [CxType]),
    "clang_getTypeDeclaration": (CxCursor, [CxType]),
    "clang_getTypeSpelling": (CxString, [CxType]),
    "clang_Type_visitFields": (c_uint, [CxType, FieldVisitor, c_void_p]),
}


def library_path() -> Path:
    """The shared library that the `libclang` wheel carries."""
    import clang  # type: ignore[import-untyped,unused-ignore]

    for directory in clang.__path__:
        for name in ("libclang.so", "libclang.dylib", "libclang.dll"):
            path = Path(directory) / "native" / name
            if path.is_file():
                return path
    raise OSError("the libclang wheel has no shared library for this platform")


@cache
def library() -> Any:
    """libclang, loaded once, its functions declared. Untyped: its attributes are C functions."""
    loaded = ctypes.CDLL(str(library_path()))
    for name, (result, arguments) in _FUNCTIONS.items():
        function: Callable[..., Any] = getattr(loaded, name)
        function.restype = result  # type: ignore[attr-defined]
        function.argtypes = arguments  # type: ignore[attr-defined]
    return loaded


def text(string: CxString) -> str:
    """A CXString's text; disposes of it."""
    lib = library()
    raw: bytes | None = lib.clang_getCString(string)
    result = (raw or b"").decode("utf-8", "surrogateescape")
    lib.clang_disposeString(string)
    return result
