"""One run of libclang: bytes and flags in, a translation unit out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from ctypes import byref, c_char_p, c_uint, c_void_p
from typing import Any, Final

from lockscan.frontend.libclang import CxLocation, CxUnsaved, InclusionVisitor, library, text

# Keep going after fatal errors (a missing header); remember what #if left out.
_KEEP_GOING: Final = 0x200
_PREPROCESSING_RECORD: Final = 0x01
_ERROR_NAMES: Final = {1: "libclang failed", 2: "libclang crashed", 3: "bad arguments", 4: "the AST could not be read"}


class ParseError(Exception):
    """libclang gave no translation unit at all."""


class Translation:
    """A parsed translation unit. Valid only inside the `translate` that made it."""

    def __init__(self, unit: c_void_p) -> None:
        self.unit = unit
        self._lib: Any = library()
        self._names: dict[int | None, str] = {}

    def _place(self, location: CxLocation) -> tuple[str, int, int]:
        file, line, offset = c_void_p(), c_uint(), c_uint()
        self._lib.clang_getFileLocation(location, byref(file), byref(line), None, byref(offset))
        return self._name(file.value), line.value, offset.value

    def _name(self, file: int | None) -> str:
        known = self._names.get(file)
        if known is None:
            known = self._names[file] = text(self._lib.clang_getFileName(file)) if file else ""
        return known

    def included_files(self) -> list[str]:
        """Names of all files that were opened, as clang spelled them."""
        names: list[str] = []

        def visit(file: int | None, _stack: object, _depth: int, _data: object) -> None:
            names.append(self._name(file))

        self._lib.clang_getInclusions(self.unit, InclusionVisitor(visit), None)
        return names

    def skipped_ranges(self, name: str) -> list[tuple[int, int]]:
        """Offsets of what #if left out in the file `name`, in order; only after a parse with `with_skipped`."""
        file = self._lib.clang_getFile(self.unit, name.encode("utf-8", "surrogateescape"))
        if not file:
            return []
        listed = self._lib.clang_getSkippedRanges(self.unit, file)
        ranges: list[tuple[int, int]] = []
        for index in range(listed.contents.count):
            entry = listed.contents.ranges[index]
            _, _, start = self._place(self._lib.clang_getRangeStart(entry))
            _, _, end = self._place(self._lib.clang_getRangeEnd(entry))
            ranges.append((start, end))
        self._lib.clang_disposeSourceRangeList(listed)
        return sorted(ranges)


@contextmanager
def translate(
    name: str, arguments: Sequence[str], unsaved: Mapping[str, bytes], *, with_skipped: bool = True
) -> Iterator[Translation]:
    """Parse the file `name`; files in `unsaved` come from memory. Raises ParseError when nothing comes back."""
    lib = library()
    words = ["clang", *arguments]
    argv = (c_char_p * len(words))(*[word.encode("utf-8", "surrogateescape") for word in words])
    files = (CxUnsaved * max(1, len(unsaved)))()
    for slot, (path, data) in zip(files, unsaved.items(), strict=False):
        slot.name, slot.contents, slot.length = path.encode("utf-8", "surrogateescape"), data, len(data)
    options = _KEEP_GOING | (_PREPROCESSING_RECORD if with_skipped else 0)
    index = c_void_p(lib.clang_createIndex(1, 0))
    unit = c_void_p()
    try:
        encoded = name.encode("utf-8", "surrogateescape")
        code = lib.clang_parseTranslationUnit2FullArgv(
            index, encoded, argv, len(words), files, len(unsaved), options, byref(unit)
        )
        if code or not unit.value:
            raise ParseError(_ERROR_NAMES.get(code, f"libclang error {code}"))
        yield Translation(unit)
    finally:
        if unit.value:
            lib.clang_disposeTranslationUnit(unit)
        lib.clang_disposeIndex(index)
