"""Declares what a file uses and no header declares, from clang's complaints, so that whole statements are not lost.

An undeclared identifier costs the statement that it stands in, and an unknown type its declaration. Members that a
record lacks, and functions, need no repair: clang recovers those by itself. A guess that is wrong costs no more than
the statement that was lost anyway.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import cached_property
from typing import Final

from lockscan.frontend import facts, lexical
from lockscan.frontend.declarations import declaration_start
from lockscan.frontend.declared import UNKNOWN_CONSTANTS
from lockscan.frontend.diagnostics import Diagnostic
from lockscan.frontend.flags import SUPPLEMENT
from lockscan.frontend.parentheses import closing, enclosing, opening
from lockscan.frontend.predict import NOTHING, Prediction
from lockscan.frontend.texts import places, shown
from lockscan.frontend.unit import stub_words
from lockscan.frontend.uses import Use, guess, is_enumerator, type_use_at, use_at
from lockscan.seldom import seldom

_LOOP: Final = "(...) for (; __lockscan_unknown_condition(); )"
_STRING: Final = ' ""'
_FIRST_CONSTANT: Final = 0x4C35  # unlike real values, and small enough to be the index of an initialiser
_FIRST_MACRO_CONSTANT: Final = 0x5C0000
_SPREAD: Final = 0x19E3  # steps of this, modulo 2^14, over 8 free bits: combinations with | hardly ever coincide
_UNDECLARED: Final = re.compile(r"use of undeclared identifier '(\w+)'")
_UNKNOWN_TYPE: Final = re.compile(r"unknown type name '(\w+)'|must use 'struct' tag to refer to type '(\w+)'")
_INCOMPLETE: Final = re.compile(
    r"incomplete.*'(?:const |volatile )*(struct|union|enum) (\w+)\b|'(struct) (\w+)' is incomplete"
)
_WRONG_KIND: Final = re.compile(r"is not a structure or union|invalid operands|requires expression of scalar")
_QUOTED_TYPE: Final = re.compile(r"'(?:const |volatile )*(\w+)(?: \*+)?'")
_SCOPE_MACRO: Final = re.compile(
    r"a parameter list without types|expected parameter declarator|expected identifier|expected ';' after top level"
    r"|expected function body|expected '\)'|type specifier|expected ';' at end of declaration|unknown type name"
)
_TYPE_ARGUMENT: Final = re.compile(rb"(?:struct|union|enum|unsigned|const|int|char|u\d+|[a-z_0-9]+_t)\b")
_BLANK: Final = rb"(?:\s|/\*.*?\*/)*"
_MACRO_LINE: Final = re.compile(rb"((?:static|extern|const|struct|void|int)\s+)*([A-Za-z_]\w*)\s*\(")
_NOT_CONSTANT: Final = "expression is not an integer constant expression"
_ARGUMENTS: Final = seldom(rb"\b([A-Za-z_]\w*)\s*\(")
_ARGUMENTS_WITH_TYPE: Final = seldom(rb"([A-Za-z_]\w*)\s*\(\Z")
_CLEANUP: Final = re.compile(rb"cleanup(?:__)?\s*\(\s*\Z")
_KEYWORDS: Final = frozenset(
    b"if while for switch return sizeof do else case goto typeof __typeof__ int char void struct union enum long short"
    b" unsigned signed static extern const volatile inline __attribute__ asm __asm__ defined".split()
)
_DESIGNATOR: Final = re.compile(rb"\[?\s*\b([A-Za-z_]\w*)\s*\]\s*=")
_INDEX: Final = seldom(rb"\b([A-Za-z_]\w*+)(?=\s*(?:\.\.\.\s*\w+\s*)?\]\s*=[^=])")
_RANGE: Final = seldom(rb"\w+\s*\.\.\.")
_WORD: Final = re.compile(rb"[A-Za-z_]\w*")
_BASE: Final = seldom(rb"[A-Za-z_]\w*+(?=\s*(?:\.|->))")
_NO_TAG: Final = ("conflicting types", "static declaration")  # of functions and variables, of which tags know nothing
_NO_CONSTANT: Final = (  # of what a name in the rest of the line is, then
    *("called object type 'int'", "cannot take the address of an rvalue"),
    "member reference base type 'int'",
)
_PLACE_OF_TYPE: Final = seldom(rb"[;{}(=]\s*\((\w+)\)\s*\Z|[;{}]\s*(\w+)\s*\Z")
_REDEFINED: Final = re.compile(
    r"(?:(?:nested )?redefinition of (?:enumerator )?|use of |conflicting types for |static declaration of )'(\w+)'"
)
_MAX_USES: Final = 30
_MAX_SCOPE_LINE: Final = 2000


class Repair:
    """The supplement of one unit, growing from parse to parse. `texts` maps the names that clang knows to bytes."""

    def __init__(
        self, texts: Mapping[str, bytes], prediction: Prediction = NOTHING, marked: tuple[bytes, ...] = ()
    ) -> None:
        self._texts = texts
        self._marked = marked
        self._everywhere: dict[str, list[Use]] = {}
        self._predicted: set[str] = set()
        self._constants = dict.fromkeys(prediction.constants)  # in this order; the values are nothing
        self._macros = {**dict.fromkeys(prediction.loops, _LOOP), **dict.fromkeys(prediction.strings, _STRING)}
        self._declarations: dict[str, str] = {}
        self._records = {name: _completed(keyword, name) for keyword, name in prediction.records}
        for name, use in prediction.outsiders:
            self._declare(name, use)
        # Confirmed by nothing: clang's complaints go before.
        self._predicted = {*self._constants, *self._records, *self._declarations, *self._macros}
        self._defined: frozenset[str] | None = None
        self._refused: set[str] = set()
        self._is_spread = False  # `case A | B:` of unknown constants came out twice: clang then drops the whole switch

    @cached_property
    def _distinct(self) -> tuple[bytes, ...]:
        """The texts, each once: a header may be included by several names."""
        return tuple(dict.fromkeys(self._texts.values()))

    @cached_property
    def _all(self) -> bytes:
        return b"\n".join(self._distinct)

    def learn(self, diagnostics: Collection[Diagnostic]) -> bool:
        """Take in what went wrong in a parse; True when the next one may do better."""
        before = self._known()
        uses: dict[str, list[Use]] = {}
        done: set[str] = set()
        self._look_for_hidden(diagnostics)
        for diagnostic in diagnostics:
            if diagnostic.message in done:
                continue
            text = self._texts.get(diagnostic.file)
            self._take_back(text, diagnostic)
            if found := _UNDECLARED.match(diagnostic.message):
                uses.setdefault(found[1], []).extend(self._uses(found[1], text, diagnostic.offset))
            elif found := _UNKNOWN_TYPE.match(diagnostic.message):
                self._unknown_type(found[1] or found[2], text, diagnostic.offset, bool(found[2]))
            elif found := _INCOMPLETE.search(diagnostic.message):
                done.add(diagnostic.message)
                self._incomplete(found[1] or found[3], found[2] or found[4])
            elif text is not None and diagnostic.message == _NOT_CONSTANT:
                self._constant_macros(text, diagnostic.offset)
            elif diagnostic.message.startswith("duplicate case value"):
                # No values keep ranges of names apart whose order nobody knows.
                self._is_spread = self._is_spread or text is None or not _RANGE.match(text, diagnostic.offset)
            else:
                self._wrong_guess(diagnostic.message)
            if text is not None and diagnostic.message.startswith("parameter named"):
                self._scope_macro(text, declaration_start(text, diagnostic.offset))
            elif text is not None and diagnostic.message.startswith(("expected", "unexpected type name")):
                self._syntax(text, diagnostic)
            elif text is not None and _SCOPE_MACRO.match(diagnostic.message):
                self._scope_macro(text, diagnostic.offset)
        for name, found_uses in uses.items():
            self._declare(name, guess(name, found_uses))
        self._macros = {name: rest for name, rest in self._macros.items() if name not in self._refused}
        return self._known() != before

    def _take_back(self, text: bytes | None, diagnostic: Diagnostic) -> None:
        """A prediction that clang complains of is wrong: the name is something else."""
        message, offset = diagnostic.message, diagnostic.offset
        if found := _REDEFINED.match(message):
            self._forget(found[1], is_tag=not message.startswith(_NO_TAG))
        elif text is not None and message.startswith("typedef redefinition"):
            self._forget(_WORD.findall(text, offset, offset + 100)[0].decode())
        elif diagnostic.file == SUPPLEMENT and message.startswith("expected"):
            for name in tuple(self._predicted):  # one of them is a macro, and all that stand with it are lost
                self._forget(name)
        elif text is not None and message.startswith(_NO_CONSTANT):
            is_base = text[offset : offset + 1] in (b".", b"-")  # what stands before is no record; and what follows is
            for word in (_BASE if is_base else _WORD).findall(text, offset, text.find(b"\n", offset)):
                self._forget(word.decode())
        elif text is not None and message.startswith("expected ';'"):
            for found_type in _PLACE_OF_TYPE.finditer(text, max(0, offset - 100), offset):
                self._forget((found_type[1] or found_type[2]).decode())

    def _forget(self, name: str, *, is_tag: bool = True) -> None:
        if name in self._predicted:
            self._constants.pop(name, None)
            self._declarations.pop(name, None)
            self._macros.pop(name, None)
            if is_tag:
                self._records.pop(name, None)
            if name not in self._records:
                self._predicted.discard(name)

    def _known(self) -> tuple[object, ...]:
        return ({**self._constants}, self._is_spread, {**self._macros}, {**self._declarations}, {**self._records})

    def text(self) -> str:
        """Lines to put before the file."""
        for name in self._macros.keys() & self._functions():
            del self._macros[name]  # what looked like a macro at file scope is a function that clang stumbled over
            self._refused.add(name)
        lines = [f"#define {name}{rest}" for name, rest in self._macros.items()]
        lines += self._records.values()
        lines += [line for name, line in self._declarations.items() if name not in self._macros]
        constants = [name for name in self._constants if name not in self._macros]
        if constants:
            listed = ", ".join(f"{name} = {self._value(at, name)}" for at, name in enumerate(constants))
            lines.append(f"enum {UNKNOWN_CONSTANTS} {{ {listed} }};")
        return "".join(f"{line}\n" for line in lines)

    def _value(self, at: int, name: str) -> int:
        is_spread = self._is_spread and name.encode() not in self._indices
        return (at + 1) * _SPREAD % (1 << 14) << 8 if is_spread else _FIRST_CONSTANT + at

    @cached_property
    def _indices(self) -> frozenset[bytes]:
        """Names that may be indices of initialisers: clang takes a second for an array of millions."""
        return frozenset(_INDEX.findall(self._all))

    def _functions(self) -> frozenset[str]:
        """Functions that the texts define; looked up only once there is a macro that might be one."""
        if self._macros and self._defined is None:
            self._defined = frozenset(f.name for text in self._distinct for f in lexical.functions(text))
        return self._defined or frozenset()

    # Names.

    def _uses(self, name: str, text: bytes | None, offset: int) -> list[Use]:
        """From the place of the complaint; where a macro hides the name there, from every place that writes it."""
        encoded = name.encode()
        if text is not None and text.startswith(encoded, offset):
            if text[offset - 1 : offset] == b"[":
                self._designators(text, offset)
            if _CLEANUP.search(text, max(0, offset - 40), offset):
                self._declarations[name] = f"void {name}(void *);"  # clang wants a function of one parameter there
            return [use_at(text, offset, offset + len(encoded))]
        return self._everywhere[name]

    def _look_for_hidden(self, diagnostics: Collection[Diagnostic]) -> None:
        """Where names are written that a macro hides at the place of the complaint, all of them in one go: drivers of
        graphics paste thousands of names together, which are written nowhere."""
        hidden: dict[bytes, None] = {}
        for diagnostic in diagnostics:
            if found := _UNDECLARED.match(diagnostic.message):
                text, name = self._texts.get(diagnostic.file), found[1].encode()
                if found[1] not in self._everywhere and not (text and text.startswith(name, diagnostic.offset)):
                    hidden[name] = None
        if hidden:
            for name, starts in zip(hidden, places(self._all, tuple(hidden), _MAX_USES), strict=True):
                self._everywhere[name.decode()] = [use_at(self._all, at, at + len(name)) for at in starts]

    def _designators(self, text: bytes, offset: int) -> None:
        """`[A] = x, [B] = y`: clang stops at the first one that it does not know, so look at those that follow."""
        end = text.find(b"};", offset)
        known = stub_words()
        for found in _DESIGNATOR.finditer(text, offset, len(text) if end < 0 else end):
            name = found[1].decode()
            if found[1] not in known and not self._is_defined(name) and not is_enumerator(self._all, found[1]):
                self._declare(name, Use.CASE)

    def _declare(self, name: str, verdict: Use) -> None:
        if name in self._declarations or name in self._macros or name in self._constants:
            if name not in self._predicted or (verdict is Use.CASE and name in self._constants):
                return
            self._forget(name)
        match verdict:
            case Use.STRING:
                self._macros[name] = _STRING
            case Use.ATTRIBUTE:
                self._macros[name] = ""
            case Use.POINTER_TYPE:
                self._declarations[name] = self._struct_type(name)
            case Use.VALUE_TYPE:
                self._declarations[name] = f"typedef long {name};"
            case Use.ARRAY:
                self._declarations[name] = f"extern int {name}[];"
            case Use.POINTER:
                self._declarations[name] = f"extern int *{name};"
            case Use.STRUCT | Use.ASSIGNED:
                self._declarations[name] = f"extern int {name};"
            case Use.HANDED:
                self._declarations[name] = f"int {name}();"
            case _:
                self._constants[name] = None

    def _struct_type(self, name: str) -> str:
        if self._is_completed("struct", name):
            return f"typedef struct {name} {name};"
        return f"typedef struct {name} {{ long __lockscan_unknown; }} {name};"

    def _unknown_type(self, name: str, text: bytes | None, offset: int, has_struct: bool) -> None:
        if has_struct:
            self._declarations.setdefault(name, f"typedef struct {name} {name};")
            return
        encoded = name.encode()
        if text is None or not text.startswith(encoded, offset):
            self._declare(name, Use.VALUE_TYPE)
            return
        end = offset + len(encoded)
        if text[end : end + 1] == b"(":
            self._scope_macro(text, offset)
        else:
            self._declare(name, type_use_at(text, end))

    def _incomplete(self, keyword: str, name: str) -> None:
        if name in self._records or facts.is_in_stubs(keyword, name.encode()) or self._is_completed(keyword, name):
            return
        self._records[name] = _completed(keyword, name)

    def _is_completed(self, keyword: str, name: str) -> bool:
        """Does one of the texts hold `struct name {`?"""
        return any(shown(text, self._marked).has_body(keyword, name.encode()) for text in self._distinct)

    def _wrong_guess(self, message: str) -> None:
        """A type that was taken for an integer has members, or the other way round."""
        for name in _QUOTED_TYPE.findall(message) if _WRONG_KIND.search(message) else ():
            known = self._declarations.get(name, "")
            if known == f"typedef long {name};" and "structure or union" in message:
                self._declarations[name] = self._struct_type(name)
            elif "__lockscan_unknown" in known and "structure or union" not in message and "pointer" not in message:
                self._declarations[name] = f"typedef long {name}; "

    def _constant_macros(self, text: bytes, offset: int) -> None:
        """`case REGISTER(3):` with a macro that nobody defines: each use is a constant of its own."""
        end = text.find(b":", offset, offset + 200)
        for found in _ARGUMENTS.finditer(text, offset, max(offset, end)):
            name = found[1].decode()
            if found[1] not in _KEYWORDS and not self._is_defined(name) and found[1] not in stub_words():
                self._macros.setdefault(name, f"(...) ({_FIRST_MACRO_CONSTANT:#x} + __COUNTER__)")

    # Syntax.

    def _syntax(self, text: bytes, diagnostic: Diagnostic) -> None:
        message, offset = diagnostic.message, diagnostic.offset
        word = _WORD.match(text, offset)
        before = text[max(0, offset - 200) : offset].rstrip()
        if word and (before.endswith(b'"') or re.match(_BLANK + rb'"', text[word.end() :])):
            self._declare(word[0].decode(), Use.STRING)
        elif message.startswith("expected ';' after expression"):
            self._loop_macro(text, offset)
        elif message.startswith(("expected expression", "unexpected type name")):
            self._macro_with_type(text, offset)
        elif message.startswith("expected function body") and word and word[0] not in _KEYWORDS:
            is_call = re.match(rb"\s*\(", text[word.end() :])
            self._macros.setdefault(word[0].decode(), "(...)" if is_call else "")
        elif message.startswith("expected ';' after top level") and self._attribute_before(text, offset):
            pass
        elif _SCOPE_MACRO.match(message):
            self._scope_macro(text, offset)

    def _attribute_before(self, text: bytes, offset: int) -> bool:
        """`static int __mark f(void)`: clang took the mark for the declared name."""
        found = re.search(rb"\b([A-Za-z_]\w*)\s*\Z", text[max(0, offset - 100) : offset])
        if found is None or found[1] in _KEYWORDS or not re.match(rb"\s*[*\s]*[A-Za-z_]\w*", text[offset:]):
            return False
        self._macros.setdefault(found[1].decode(), "")
        return True

    def _scope_macro(self, text: bytes, offset: int) -> None:
        """A macro call at file scope, at the start of the line that the complaint is about."""
        line = text.rfind(b"\n", 0, offset) + 1
        found = _MACRO_LINE.match(text, line, line + _MAX_SCOPE_LINE)
        if found is None or found[2] in _KEYWORDS:
            return
        name = found[2].decode()
        end = closing(text, found.end())
        if end is None or name in self._macros or self._is_defined(name):
            return
        after = text[end : end + 80].lstrip()
        if after.startswith((b"{", b"__", b"=")) or found[1] in (b"void ", b"int "):
            return
        ends = after.startswith(b";")
        self._macros[name] = "(...) struct __lockscan_unknown_declaration" + ("" if ends else ";")

    def _loop_macro(self, text: bytes, offset: int) -> None:
        """`for_each_thing(x, y) statement`: a loop whose macro nobody defines."""
        bracket = opening(text, offset)
        after = text[offset : offset + 200].lstrip()
        if bracket is None or not (after.startswith(b"{") or _WORD.match(after)):
            return
        found = _ARGUMENTS_WITH_TYPE.search(text[max(0, bracket - 100) : bracket + 1])
        if found is None or found[1] in _KEYWORDS:
            return
        name = found[1].decode()
        if self._is_defined(name):  # then its text may end with a macro that is not
            name = self._last_call(name)
        if name and not self._is_defined(name):
            self._macros.setdefault(name, _LOOP)

    def _last_call(self, name: str) -> str:
        """The call that ends the text of the macro `name`; "" if something else does."""
        start = rb"^[ \t]*#[ \t]*define[ \t]+" + name.encode()
        found = re.search(start + rb"\b((?:[^\n\\]|\\.)*)", self._all, re.MULTILINE | re.DOTALL)
        body = found[1].replace(b"\\\n", b" ").rstrip() if found else b""
        bracket = opening(body, len(body)) if body.endswith(b")") else None
        last = _ARGUMENTS_WITH_TYPE.search(body[: bracket + 1]) if bracket is not None else None
        return last[1].decode() if last and last[1] not in _KEYWORDS else ""

    def _macro_with_type(self, text: bytes, offset: int) -> None:
        """`call(struct x, y)`: only a macro takes a type as its argument."""
        if not _TYPE_ARGUMENT.match(text, offset):
            return
        bracket = enclosing(text, offset)
        if bracket is None:
            return
        found = _ARGUMENTS_WITH_TYPE.search(text[max(0, bracket - 100) : bracket + 1])
        if found and found[1] not in _KEYWORDS and not self._is_defined(found[1].decode()):
            name = found[1].decode()
            is_constant = name.upper() == name  # MAX_T(size_t, A, B), which may be the size of an array
            self._macros.setdefault(name, "(...) 64" if is_constant else "(...) ((void *)__lockscan_unknown_value())")

    def _is_defined(self, name: str) -> bool:
        """Does one of the texts define the name as a macro?"""
        return any(name.encode() in facts.macros(text) for text in self._texts.values())


def _completed(keyword: str, name: str) -> str:
    """The declaration of a record of which nothing is known."""
    member = f"__lockscan_{name}" if keyword == "enum" else "long __lockscan_unknown;"
    return f"{keyword} {name} {{ {member} }};"
