"""Where things stand: offsets in the file that is being flattened, through macros where need be."""

from __future__ import annotations

from ctypes import byref, c_uint, c_ulong, c_void_p, string_at
from typing import Any

from lockscan.frontend.cursors import IS_MACRO
from lockscan.frontend.libclang import CxCursor, CxLocation, library, text


class Places:
    """Reads locations of one translation unit. `file` is libclang's handle of the current file."""

    def __init__(self, unit: c_void_p) -> None:
        self._lib: Any = library()
        self._unit = unit
        self._contents: dict[int, bytes] = {}
        self._file_handle, self._offset = c_void_p(), c_uint()
        self.file: int | None = None

    def place(self, location: CxLocation) -> tuple[int | None, int]:
        self._lib.clang_getFileLocation(location, byref(self._file_handle), None, None, byref(self._offset))
        return self._file_handle.value, self._offset.value

    def spelling(self, location: CxLocation) -> tuple[int | None, int]:
        """Where the text stands, inside a macro's definition too. libclang 18's clang_getSpellingLocation gives the
        place of the use instead, but a token knows better."""
        if location.number & IS_MACRO == 0:
            return self.place(location)
        token = self._lib.clang_getToken(self._unit, location)
        if not token:
            return None, 0
        place = self.place(self._lib.clang_getTokenLocation(self._unit, token.contents))
        self._lib.clang_disposeTokens(self._unit, token, 1)
        return place

    def expansion(self, location: CxLocation) -> int:
        self._lib.clang_getExpansionLocation(location, byref(self._file_handle), None, None, byref(self._offset))
        return self._offset.value

    def begin(self, cursor: CxCursor) -> CxLocation:
        location: CxLocation = self._lib.clang_getRangeStart(self._lib.clang_getCursorExtent(cursor))
        return location

    def span(self, cursor: CxCursor, outer: tuple[int, int]) -> tuple[int, int]:
        """Offsets in the current file; those of the enclosing row where the text comes from another file."""
        extent = self._lib.clang_getCursorExtent(cursor)
        file, start = self.place(self._lib.clang_getRangeStart(extent))
        if file != self.file:
            start = outer[0]
        file, end = self.place(self._lib.clang_getRangeEnd(extent))
        if file != self.file:
            end = outer[1]
        return start, max(start, end)

    def file_name(self, file: int | None) -> str:
        return "" if file is None else text(self._lib.clang_getFileName(file))

    def file_contents(self, file: int | None) -> bytes:
        if file is None:
            return b""
        known = self._contents.get(file)
        if known is None:
            size = c_ulong()
            address = self._lib.clang_getFileContents(self._unit, file, byref(size))
            known = self._contents[file] = string_at(address, size.value) if address else b""
        return known
