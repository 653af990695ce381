"""What libclang says about declarations and types, as string-table indices, each declaration asked about once."""

from __future__ import annotations

from typing import Any, Final

from lockscan.frontend.cursors import INT_RESULT
from lockscan.frontend.libclang import CxCursor, CxType, FieldVisitor, library, text
from lockscan.syntax.columns import NAME_POINTER, Code, NameKind

# libclang's numbers.
STRUCT_DECL, UNION_DECL, ENUM_CONSTANT, FUNCTION_DECL, VAR_DECL, PARM_DECL = 2, 3, 7, 8, 9, 10
POINTER, RECORD, CONSTANT_ARRAY, INCOMPLETE_ARRAY, VARIABLE_ARRAY = 101, 105, 112, 114, 115
_ARRAYS: Final = (CONSTANT_ARRAY, INCOMPLETE_ARRAY, VARIABLE_ARRAY)
STORAGE_EXTERN, STORAGE_STATIC = 2, 3
LINKAGE_EXTERNAL = 4
_MAX_DERIVATIONS: Final = 32

# The enum whose members the repair invents for names that nothing declares.
UNKNOWN_CONSTANTS: Final = "__lockscan_unknown_constants"

NameRow = tuple[int, int, int, int, int]  # code, name, aux, record, extra


class Declared:
    """Caches for one translation unit. `strings` is the unit's string table, in order of first use."""

    def __init__(self) -> None:
        self._lib: Any = library()
        self.strings: list[str] = [""]
        self._interned: dict[str, int] = {"": 0}
        self._records: dict[int, int] = {}
        self._names: dict[int, NameRow] = {}
        self._fields: dict[int, tuple[int, int, int]] = {}
        self._field_lists: dict[int, int] = {}

    def intern(self, string: str) -> int:
        index = self._interned.get(string)
        if index is None:
            index = self._interned[string] = len(self.strings)
            self.strings.append(string)
        return index

    def spelling(self, cursor: CxCursor) -> int:
        return self.intern(text(self._lib.clang_getCursorSpelling(cursor)))

    def type_spelling(self, type_: CxType) -> int:
        return self.intern(text(self._lib.clang_getTypeSpelling(type_)))

    def is_pointer(self, type_: CxType) -> bool:
        return bool(self._lib.clang_getCanonicalType(type_).kind == POINTER)

    def record(self, type_: CxType) -> int:
        """The bare name of the record that the type is, points to or is an array of; 0 without one."""
        current = self._lib.clang_getCanonicalType(type_)
        for _ in range(_MAX_DERIVATIONS):
            if current.kind == POINTER:
                current = self._lib.clang_getPointeeType(current)
            elif current.kind in _ARRAYS:
                current = self._lib.clang_getArrayElementType(current)
            else:
                break
        if current.kind != RECORD:
            return 0
        return self._record_name(self._lib.clang_getTypeDeclaration(current))

    def _record_name(self, declaration: CxCursor) -> int:
        """A record's own name or its typedef's; that of the record around it when it is anonymous."""
        if declaration.kind not in (STRUCT_DECL, UNION_DECL):
            return 0
        key = declaration.data0 or 0
        known = self._records.get(key)
        if known is None:
            name = text(self._lib.clang_getCursorSpelling(declaration))
            if name and "(" not in name:
                known = self.intern(name)
            else:
                known = self._record_name(self._lib.clang_getCursorSemanticParent(declaration))
            self._records[key] = known
        return known

    def add_parameter(self, cursor: CxCursor, position: int) -> tuple[int, int, bool]:
        """Name, record and pointer-ness of a parameter; later references to it carry its position."""
        type_ = self._lib.clang_getCursorType(cursor)
        name = self.spelling(cursor)
        record = self.record(type_)
        pointer = self.is_pointer(type_)
        aux = NameKind.PARAM | (NAME_POINTER if pointer else 0)
        self._names[cursor.data0 or 0] = (Code.NAME, name, aux, record, position)
        return name, record, pointer

    def name(self, declaration: CxCursor) -> NameRow:
        """The row for a reference to `declaration`."""
        key = declaration.data0 or 0
        known = self._names.get(key)
        if known is None:
            known = self._names[key] = self._new_name(declaration)
        return known

    def _new_name(self, declaration: CxCursor) -> NameRow:
        name = self.spelling(declaration)
        kind = declaration.kind
        if kind == FUNCTION_DECL:
            return (Code.NAME, name, NameKind.FUNCTION, 0, -1)
        if kind == ENUM_CONSTANT:
            value = self._lib.clang_getEnumConstantDeclValue(declaration)
            parent = self._lib.clang_getCursorSemanticParent(declaration)
            if text(self._lib.clang_getCursorSpelling(parent)) == UNKNOWN_CONSTANTS:
                return (Code.NAME, name, NameKind.CONSTANT, 0, value)
            return (Code.INT, name, *split(value)[:1], 0, split(value)[1])
        if kind not in (VAR_DECL, PARM_DECL):
            return (Code.NAME, name, NameKind.LOCAL, 0, -1)
        type_ = self._lib.clang_getCursorType(declaration)
        record = self.record(type_)
        aux = self._variable_kind(declaration) | (NAME_POINTER if self.is_pointer(type_) else 0)
        return (Code.NAME, name, aux, record, -1)

    def _variable_kind(self, declaration: CxCursor) -> int:
        if declaration.kind == PARM_DECL:
            return NameKind.PARAM
        if self._lib.clang_Cursor_getStorageClass(declaration) == STORAGE_STATIC:
            return NameKind.STATIC
        if self._lib.clang_getCursorLinkage(declaration) == LINKAGE_EXTERNAL:
            return NameKind.GLOBAL
        return NameKind.LOCAL

    def field(self, declaration: CxCursor) -> tuple[int, int, int]:
        """A field's name, the record that declares it, and the record that it is or points to."""
        key = declaration.data0 or 0
        known = self._fields.get(key)
        if known is None:
            name = self.spelling(declaration)
            if "(" in self.strings[name]:  # an anonymous record as a member of its own
                name = 0
            record = self._record_name(self._lib.clang_getCursorSemanticParent(declaration))
            pointee = self.record(self._lib.clang_getCursorType(declaration))
            known = self._fields[key] = (name, record, pointee)
        return known

    def integer(self, cursor: CxCursor) -> int:
        """The value of an integer or character constant; 0 if clang cannot tell."""
        result = self._lib.clang_Cursor_Evaluate(cursor)
        if not result:
            return 0
        is_integer = self._lib.clang_EvalResult_getKind(result) == INT_RESULT
        value = self._lib.clang_EvalResult_getAsLongLong(result) if is_integer else 0
        self._lib.clang_EvalResult_dispose(result)
        return int(value)

    def field_list(self, type_: CxType) -> int:
        """The names of a record's fields in order, joined with commas; 0 for what is not a record."""
        canonical = self._lib.clang_getCanonicalType(type_)
        if canonical.kind != RECORD:
            return 0
        key = self._lib.clang_getTypeDeclaration(canonical).data0 or 0
        known = self._field_lists.get(key)
        if known is None:
            names: list[str] = []

            def visit(cursor: CxCursor, _data: object) -> int:
                name = text(self._lib.clang_getCursorSpelling(cursor))
                names.append("" if "(" in name else name)
                return 1

            self._lib.clang_Type_visitFields(canonical, FieldVisitor(visit), None)
            known = self._field_lists[key] = self.intern(",".join(names))
        return known


def split(value: int) -> tuple[int, int]:
    """The low and high 32 bits of a 64-bit value, as two signed integers."""
    low, high = value & 0xFFFFFFFF, (value >> 32) & 0xFFFFFFFF
    return low - (1 << 32) * (low >> 31), high - (1 << 32) * (high >> 31)
