"""The pure Python flattener: one visit of a translation unit, rows out. `_flatten.c` is its twin, row for row."""

from __future__ import annotations

from array import array
from ctypes import c_void_p
from typing import Any

from lockscan.frontend.cursors import (
    ANNOTATE_ATTR,
    ARITY,
    CODES,
    COMPOUND_STMT,
    DEPENDENT,
    EXTENSION_OPERATOR,
    FIELD_DECL,
    IMPLICIT,
    IS_MACRO,
    LABEL_REF,
    LEAVES,
    MEMBER_REF,
    STATEMENT,
    TRANSPARENT,
    UNEXPOSED_ATTR,
    VISIT_BREAK,
    VISIT_CONTINUE,
    VISIT_RECURSE,
    VOID,
)
from lockscan.frontend.declared import (
    FUNCTION_DECL,
    PARM_DECL,
    STORAGE_EXTERN,
    STORAGE_STATIC,
    VAR_DECL,
    Declared,
    split,
)
from lockscan.frontend.libclang import CursorVisitor, CxCursor, library
from lockscan.frontend.opened import Open, key_of
from lockscan.frontend.places import Places
from lockscan.frontend.spelling import for_parts, member_after
from lockscan.syntax.columns import (
    AUX,
    CODE,
    END,
    EXTRA,
    FILE_SHIFT,
    IN_MACRO,
    IS_POINTER,
    IS_STATIC,
    NAME,
    RECORD,
    SIZE,
    START,
    Code,
)


class Walker:
    """Flattens the functions and variables that stand in the files called `names`; of those `outlined`, functions are
    without their bodies."""

    def __init__(self, unit: c_void_p, names: frozenset[str], outlined: frozenset[str] = frozenset()) -> None:
        self._lib: Any = library()
        self._unit = unit
        self._names = names | outlined
        self._outlined = outlined - names
        self._wanted: dict[int | None, bool] = {}
        self.declared = Declared()
        self.rows: list[list[int]] = []
        self._stack: list[Open] = []
        self._places = Places(unit)
        self._text = b""
        self._failure: BaseException | None = None

    def walk(self) -> tuple[bytes, tuple[str, ...]]:
        """All rows of the unit and its string table."""
        self._visit_children(self._lib.clang_getTranslationUnitCursor(self._unit), self._top)
        flat = array("i")
        for row in self.rows:
            flat.extend(row)
        return flat.tobytes(), tuple(self.declared.strings)

    def _visit_children(self, cursor: CxCursor, visit: Any) -> None:
        """Visit, and let an exception through that was raised inside C."""

        def guarded(child: CxCursor, parent: CxCursor, _data: object) -> int:
            try:
                return int(visit(child, parent))
            except BaseException as failure:  # noqa: BLE001 -- C cannot carry it; raised again below
                self._failure = failure
                return VISIT_BREAK

        self._lib.clang_visitChildren(cursor, CursorVisitor(guarded), None)
        if self._failure is not None:
            raise self._failure

    # File scope.

    def _top(self, cursor: CxCursor, _parent: CxCursor) -> int:
        if cursor.kind not in (FUNCTION_DECL, VAR_DECL):
            return VISIT_CONTINUE
        location = self._lib.clang_getCursorLocation(cursor)
        file, offset = self._places.place(location)
        wanted = self._wanted.get(file)
        if wanted is None:
            wanted = self._wanted[file] = self._places.file_name(file) in self._names
        if not wanted:
            return VISIT_CONTINUE
        if file != self._places.file:
            self._places.file = file
            self._text = self._places.file_contents(file)
        flags = IN_MACRO if self._places.spelling(location) != (file, offset) else 0
        flags |= self.declared.intern(self._places.file_name(file)) << FILE_SHIFT
        if cursor.kind == VAR_DECL:
            self._global(cursor, flags)
        elif self._lib.clang_isCursorDefinition(cursor):
            self._function(cursor, flags, offset)
        return VISIT_CONTINUE

    def _function(self, cursor: CxCursor, flags: int, name_offset: int) -> None:
        if self._lib.clang_Cursor_getStorageClass(cursor) == STORAGE_STATIC:
            flags |= IS_STATIC
        span = self._places.span(cursor, (name_offset, name_offset))
        row = [Code.FUNCTION, 1, *span, self.declared.spelling(cursor), flags, 0, name_offset]
        if self._places.file_name(self._places.file) in self._outlined:
            self.rows.append(row)
            return
        row[RECORD] = self.declared.type_spelling(self._lib.clang_getCursorResultType(cursor))
        self._inside(cursor, row)

    def _global(self, cursor: CxCursor, flags: int) -> None:
        initialiser = self._lib.clang_Cursor_getVarDeclInitializer(cursor)
        is_extern = self._lib.clang_Cursor_getStorageClass(cursor) == STORAGE_EXTERN
        if is_extern and not 100 <= initialiser.kind < 200:
            return
        self._inside(cursor, self._variable(cursor, flags, (0, 0)))

    def _inside(self, cursor: CxCursor, row: list[int]) -> None:
        """Visit a function or variable of file scope as the subtree of `row`."""
        self.rows.append(row)
        self._stack = [Open(key_of(cursor), len(self.rows) - 1, row[CODE], cursor)]
        self._visit_children(cursor, self._visit)
        while self._stack:
            self._close(self._stack.pop())

    def _variable(self, cursor: CxCursor, flags: int, outer: tuple[int, int]) -> list[int]:
        type_ = self._lib.clang_getCursorType(cursor)
        if self.declared.is_pointer(type_):
            flags |= IS_POINTER
        if self._lib.clang_Cursor_getStorageClass(cursor) == STORAGE_STATIC:
            flags |= IS_STATIC
        span = self._places.span(cursor, outer)
        name = self.declared.spelling(cursor)
        record = self.declared.record(type_)
        return [Code.VARIABLE, 0, *span, name, flags, record, self.declared.type_spelling(type_)]

    # Inside.

    def _visit(self, cursor: CxCursor, parent: CxCursor) -> int:
        stack = self._stack
        key = key_of(parent)
        depth = len(stack) - 1
        while depth >= 0 and stack[depth].key != key:
            depth -= 1
        if depth < 0:
            return VISIT_CONTINUE
        while len(stack) - 1 > depth:
            self._close(stack.pop())
        top = stack[-1]
        kind = cursor.kind
        if kind < 100:
            return self._declaration(cursor, top)
        if kind >= 400:
            if top.code == Code.VARIABLE and kind in (UNEXPOSED_ATTR, ANNOTATE_ATTR):
                self._add(cursor, top, Code.CLEANUP)
            return VISIT_CONTINUE
        if top.code == Code.VARIABLE:
            initialiser = self._lib.clang_Cursor_getVarDeclInitializer(top.cursor)
            if key_of(initialiser) != key_of(cursor):
                return VISIT_CONTINUE
        elif top.code == Code.FUNCTION and kind != COMPOUND_STMT:
            return VISIT_CONTINUE
        return self._statement(cursor, top)

    def _declaration(self, cursor: CxCursor, top: Open) -> int:
        """A declaration, or a reference to one, as the child of a statement or expression."""
        kind = cursor.kind
        if kind == VAR_DECL and top.code == Code.DECLARATION:
            if self._lib.clang_Cursor_getStorageClass(cursor) == STORAGE_EXTERN:
                return VISIT_CONTINUE
            outer = self.rows[top.row]
            self._push(cursor, top, self._variable(cursor, 0, (outer[START], outer[END])))
            return VISIT_RECURSE
        if kind == PARM_DECL and top.code == Code.FUNCTION:
            name, record, pointer = self.declared.add_parameter(cursor, top.arity)
            type_ = self.declared.type_spelling(self._lib.clang_getCursorType(cursor))
            row = self._add(cursor, top, Code.PARAMETER)
            row[NAME], row[AUX], row[RECORD], row[EXTRA] = name, IS_POINTER if pointer else 0, record, type_
        elif kind == MEMBER_REF and top.code == Code.DESIGNATED:
            name, record, _ = self.declared.field(self._lib.clang_getCursorReferenced(cursor))
            row = self._add(cursor, top, Code.DESIGNATOR)
            row[NAME], row[RECORD] = name, record
        elif kind == LABEL_REF and top.code in (Code.GOTO, Code.LABEL_ADDRESS):
            self.rows[top.row][NAME] = self.declared.spelling(cursor)
        return VISIT_CONTINUE

    def _add(self, cursor: CxCursor, top: Open, code: int) -> list[int]:
        """A row without children."""
        outer = self.rows[top.row]
        row = [code, 1, *self._places.span(cursor, (outer[START], outer[END])), 0, 0, 0, 0]
        self._note_child(cursor, top, row)
        self.rows.append(row)
        return row

    def _note_child(self, cursor: CxCursor, top: Open, row: list[int]) -> None:
        if top.arity == 0:
            top.child = cursor
            top.child_start = row[START]
            top.child_end = row[END]
            if top.code == Code.MEMBER and self.declared.is_pointer(self._lib.clang_getCursorType(cursor)):
                self.rows[top.row][AUX] = 1
        top.arity += 1

    def _push(self, cursor: CxCursor, top: Open, row: list[int]) -> Open:
        self._note_child(cursor, top, row)
        self.rows.append(row)
        opened = Open(key_of(cursor), len(self.rows) - 1, row[CODE], cursor)
        self._stack.append(opened)
        return opened

    def _statement(self, cursor: CxCursor, top: Open) -> int:
        code = CODES.get(cursor.kind, IMPLICIT if cursor.kind < 200 else STATEMENT)
        is_in_list = code == IMPLICIT and top.code == Code.INIT_LIST
        if is_in_list and self._lib.clang_getCursorType(cursor).kind == VOID:
            code = Code.DESIGNATED
        if code in LEAVES:
            row = self._add(cursor, top, code)
            if code == Code.NAME:
                fields = self.declared.name(self._lib.clang_getCursorReferenced(cursor))
                row[CODE], row[NAME], row[AUX], row[RECORD], row[EXTRA] = fields
            elif code == Code.INT:
                row[AUX], row[EXTRA] = split(self.declared.integer(cursor))
            return VISIT_CONTINUE
        outer = self.rows[top.row]
        row = [code, 0, *self._places.span(cursor, (outer[START], outer[END])), 0, 0, 0, 0]
        opened = self._push(cursor, top, row)
        self._describe(cursor, opened, row)
        return VISIT_RECURSE

    def _describe(self, cursor: CxCursor, opened: Open, row: list[int]) -> None:
        """Fill what a code has beyond its span."""
        lib = self._lib
        match opened.code:
            case Code.BINARY:
                row[AUX] = lib.clang_getCursorBinaryOperatorKind(cursor)
            case Code.UNARY:
                row[AUX] = lib.clang_getCursorUnaryOperatorKind(cursor)
            case Code.MEMBER:
                field = lib.clang_getCursorReferenced(cursor)
                if field.kind == FIELD_DECL:
                    row[NAME], row[RECORD], row[EXTRA] = self.declared.field(field)
                else:
                    opened.code = IMPLICIT
                    opened.dependent = True
            case Code.CAST:
                row[RECORD] = self.declared.record(lib.clang_getCursorType(cursor))
            case Code.INIT_LIST:
                type_ = lib.clang_getCursorType(cursor)
                row[RECORD] = self.declared.record(type_)
                row[EXTRA] = self.declared.field_list(type_)
            case Code.LABEL:
                row[NAME] = self.declared.spelling(cursor)
            case Code.FOR:
                file, offset = self._places.spelling(self._places.begin(cursor))
                opened.where = (file or 0, offset)
            case _ if opened.code == IMPLICIT:
                opened.dependent = lib.clang_getCursorType(cursor).kind == DEPENDENT

    # Closing: the subtree is complete, and wrappers that mean nothing go.

    def _close(self, opened: Open) -> None:
        row = self.rows[opened.row]
        row[SIZE] = len(self.rows) - opened.row
        code = opened.code
        if code == IMPLICIT:
            self._close_implicit(opened, row)
        elif code in (TRANSPARENT, STATEMENT):
            if opened.arity == 0:
                row[CODE] = Code.OPAQUE if code == TRANSPARENT else Code.EMPTY
            else:
                self._keep_last(opened)
        elif code == Code.FOR:
            row[AUX] = self._for_parts(opened)
        elif code == Code.UNARY and row[AUX] == EXTENSION_OPERATOR and opened.arity == 1:
            self._keep_last(opened)
        elif code == Code.CAST and opened.arity > 1:
            self._drop_all_but_last_child(opened)
        elif code == Code.CALL and opened.arity == 0:
            row[CODE] = Code.OPAQUE
        elif code in ARITY and opened.arity != ARITY[code]:
            self._recovered(opened, row)

    def _close_implicit(self, opened: Open, row: list[int]) -> None:
        """An implicit cast goes; a recovered member becomes a member; what remains is marked as recovered."""
        same_span = (row[START], row[END]) == (opened.child_start, opened.child_end)
        if opened.arity == 1 and not opened.dependent and same_span:
            self._keep_last(opened)
        elif opened.arity == 4 and not opened.dependent and self._drop_copies(opened, row):
            row[CODE] = Code.CONDITIONAL
        elif opened.arity == 1 and opened.dependent:
            self._close_recovered(opened, row, same_span)
        else:
            self._recovered(opened, row)

    def _close_recovered(self, opened: Open, row: list[int], same_span: bool) -> None:
        begin = self._places.begin(opened.cursor)
        in_macro = self._places.spelling(begin) != (self._places.file, row[START])
        is_list = self.rows[opened.row + 1][CODE] == Code.INIT_LIST
        if is_list or (same_span and not begin.number & IS_MACRO):
            self._keep_last(opened)
            return
        member = None if in_macro else member_after(self._text[opened.child_end : row[END]])
        if member is None or opened.child is None:
            self._recovered(opened, row)
            return
        row[CODE] = Code.MEMBER
        row[NAME] = self.declared.intern(member[0].decode("ascii"))
        row[AUX] = int(member[1])
        row[RECORD] = self.declared.record(self._lib.clang_getCursorType(opened.child))
        row[EXTRA] = 0

    def _recovered(self, opened: Open, row: list[int]) -> None:
        """Note where the text stands: in a macro's own text, else (file 0) at the use, which may be of a macro."""
        if opened.arity == 0:
            row[CODE:] = [Code.RECOVERED, 1, row[START], row[END], 0, row[START], 0, 0]
            return
        begin = self._places.begin(opened.cursor)
        file, offset = self._places.spelling(begin)
        row[CODE] = Code.RECOVERED
        if (file, offset) != (self._places.file, row[START]):
            row[NAME], row[AUX] = self.declared.intern(self._places.file_name(file)), offset
        else:
            row[NAME], row[AUX] = 0, self._places.expansion(begin)
        type_ = self._lib.clang_getCursorType(opened.child)
        row[RECORD] = self.declared.record(type_)
        row[EXTRA] = int(self.declared.is_pointer(type_))

    def _drop_copies(self, opened: Open, row: list[int]) -> bool:
        """`a ?: b` comes as a, a, a, b: keep the first and the last. False when it is something else."""
        first = opened.row + 1
        size = self.rows[first][SIZE]
        last = first + 3 * size
        if last >= len(self.rows) or self.rows[last][SIZE] != len(self.rows) - last:
            return False
        del self.rows[first + size : last]
        row[SIZE] = len(self.rows) - opened.row
        return True

    def _last_child(self, opened: Open) -> int:
        at = opened.row + 1
        while at + self.rows[at][SIZE] < len(self.rows):
            at += self.rows[at][SIZE]
        return at

    def _keep_last(self, opened: Open) -> None:
        """The row gives way to its last child."""
        del self.rows[opened.row : self._last_child(opened)]

    def _drop_all_but_last_child(self, opened: Open) -> None:
        del self.rows[opened.row + 1 : self._last_child(opened)]
        self.rows[opened.row][SIZE] = len(self.rows) - opened.row

    def _for_parts(self, opened: Open) -> int:
        """Which of start, test and step there are: libclang leaves out those that are missing."""
        if opened.arity in (1, 4):
            return 7 if opened.arity == 4 else 0
        parts = for_parts(self._places.file_contents(opened.where[0] or None), opened.where[1])
        if parts >= 0 and parts.bit_count() == opened.arity - 1:
            return parts
        return 2 if opened.arity == 2 else 3
