"""Flattens a translation unit into rows: by the C accelerator where it was built, by its Python twin elsewhere."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable
from ctypes import POINTER, Structure, byref, c_char_p, c_int, c_int32, c_size_t, c_void_p
from typing import Any, Final

from lockscan.frontend.accelerators import load
from lockscan.frontend.libclang import library_path
from lockscan.syntax.columns import ROW_BYTES

REVISION: Final = 3  # raise with every change of what the rows are, here and in _flatten.c
Flat = tuple[bytes, tuple[str, ...]]  # rows, string table


class Result(Structure):
    """`struct lockscan_result` of _flatten.c."""

    _fields_ = (
        ("rows", POINTER(c_int32)),
        ("row_count", c_size_t),
        ("strings", c_void_p),
        ("strings_size", c_size_t),
    )


def _load_accelerator() -> Any | None:
    """The compiled `_flatten`, or None: not built, or libclang lacks what it needs."""
    loaded = load(
        "_flatten",
        {
            "lockscan_flatten": (c_int, [c_void_p, POINTER(c_char_p), c_int, c_int, POINTER(Result)]),
            "lockscan_complaints": (c_int, [c_void_p, c_int, POINTER(c_char_p), c_int, POINTER(Result)]),
            "lockscan_release": (None, [POINTER(Result)]),
            "lockscan_open": (c_int, [c_char_p]),
        },
        ("lockscan_revision", REVISION),
    )
    return loaded if loaded is not None and loaded.lockscan_open(str(library_path()).encode()) == 0 else None


ACCELERATOR: Final = _load_accelerator()
IMPLEMENTATION: Final = "c" if ACCELERATOR is not None else "python"


def flatten(unit: c_void_p, names: Iterable[str], outlined: Iterable[str] = ()) -> Flat:
    """The functions and variables of `unit` that stand in the files `names`, as rows and their string table. Of the
    functions in the files `outlined` nothing but a row each; their variables as well."""
    return flatten_in_python(unit, names, outlined) if ACCELERATOR is None else flatten_in_c(unit, names, outlined)


def flatten_in_python(unit: c_void_p, names: Iterable[str], outlined: Iterable[str] = ()) -> Flat:
    from lockscan.frontend.walk import Walker

    return Walker(unit, frozenset(names), frozenset(outlined)).walk()


def flatten_in_c(unit: c_void_p, names: Iterable[str], outlined: Iterable[str] = ()) -> Flat:
    assert ACCELERATOR is not None
    whole = [name.encode("utf-8", "surrogateescape") for name in names]
    encoded = [*whole, *(name.encode("utf-8", "surrogateescape") for name in outlined)]
    wanted = (c_char_p * max(1, len(encoded)))(*encoded)
    result = Result()
    return taken(result, ACCELERATOR.lockscan_flatten(unit, wanted, len(encoded), len(whole), byref(result)))


def taken(result: Result, code: int) -> Flat:
    """What the accelerator found; `code` is what it returned. Its memory is given back."""
    assert ACCELERATOR is not None
    try:
        if code:
            raise MemoryError("no memory for a flattened file")
        rows = ctypes.string_at(result.rows, result.row_count * ROW_BYTES) if result.row_count else b""
        blob = ctypes.string_at(result.strings, result.strings_size)
    finally:
        ACCELERATOR.lockscan_release(byref(result))
    return rows, tuple(blob.decode("utf-8", "surrogateescape").split("\0")[:-1])
