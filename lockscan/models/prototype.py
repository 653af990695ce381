"""Reads C prototypes and C lvalues, as model rows write them, with pycparser."""

from __future__ import annotations

import re
from functools import cache

from pycparser import c_ast
from pycparser.c_parser import CParser, ParseError

from lockscan.frozen import dataclass
from lockscan.models.effects import GLOBAL, Prototype, Target, Via

_SCALARS = frozenset({"void", "char", "short", "int", "long", "float", "double", "signed", "unsigned", "_Bool"})
_KEYWORDS = _SCALARS | {"const", "volatile", "struct", "union", "enum"}
_TYPE_WORD = re.compile(
    r"[(,]\s*(?:(?:const|volatile)\s+)*"  # where a parameter starts
    r"([A-Za-z_]\w*)"
    r"(?=\s+[A-Za-z_]|\s*[*,()])"
)
_FIRST_WORD = re.compile(r"(?:(?:const|volatile)\s+)*([A-Za-z_]\w*)")
_NAME = re.compile(r"([A-Za-z_]\w*)\s*\(")


class PrototypeError(ValueError):
    """The text is not a prototype, or not an lvalue of one; the message says why."""


@dataclass(frozen=True, slots=True)
class Signature:
    """A prototype with the record that each parameter is, or points to ("" for scalars)."""

    prototype: Prototype
    records: tuple[str, ...]
    globals: frozenset[str] = frozenset()  # names that lvalues may start from although they are no parameters


def name_of(text: str) -> str:
    """The function that a prototype declares, found without parsing; "" if there is none."""
    found = _NAME.search(text)
    return found[1] if found else ""


def parse_prototype(text: str) -> Signature:
    """`text` is a C declaration of one function, without the semicolon."""
    name = name_of(text)
    start = text.find(name) if name else -1
    if start <= 0 or not _is_type(text[:start].strip()):
        raise PrototypeError(f"'{text}' is not a C prototype with a return type")
    names, records, variadic = _parse_parameters(text[start + len(name) :].strip())
    return Signature(Prototype(name, names, variadic, text), records)


def parse_parameters(text: str) -> Signature:
    """`text` is a parameter list in parentheses; the prototype that comes back has no name."""
    names, records, variadic = _parse_parameters(text)
    return Signature(Prototype("", names, variadic, text), records)


@cache
def _is_type(text: str) -> bool:
    """Is `text` what may stand before a function's name?"""
    first = _FIRST_WORD.match(text)
    typedef = f"typedef int {first[1]};" if first is not None and first[1] not in _KEYWORDS else ""
    try:
        CParser().parse(f"{typedef}{text} function(void);")
    except ParseError:
        return False
    return bool(text)


@cache
def _parse_parameters(text: str) -> tuple[tuple[str, ...], tuple[str, ...], bool]:
    types = sorted(set(_TYPE_WORD.findall(text)) - _KEYWORDS)
    source = "".join(f"typedef int {word};" for word in types) + f"void function{text};"
    try:
        tree = CParser().parse(source)
    except ParseError as error:
        raise PrototypeError(f"'{text}' is not a C parameter list ({error})") from None
    function = getattr(tree.ext[-1], "type", None)
    if len(tree.ext) != len(types) + 1 or not isinstance(function, c_ast.FuncDecl):
        raise PrototypeError(f"'{text}' is not a C parameter list")
    declared = list(function.args.params) if function.args else []
    variadic = bool(declared) and isinstance(declared[-1], c_ast.EllipsisParam)
    named = [parameter for parameter in declared if not isinstance(parameter, c_ast.EllipsisParam)]
    if len(named) == 1 and _is_void(named[0]):
        named = []
    names = tuple(_parameter_name(parameter, text) for parameter in named)
    return names, tuple(_record(parameter.type) for parameter in named), variadic


def _is_void(parameter: c_ast.Node) -> bool:
    declared = getattr(parameter, "type", None)
    inner = getattr(declared, "type", None)
    return parameter.name is None and isinstance(inner, c_ast.IdentifierType) and inner.names == ["void"]


def _parameter_name(parameter: c_ast.Node, text: str) -> str:
    name = getattr(parameter, "name", None)
    if not isinstance(name, str):
        raise PrototypeError(f"'{text}' has a parameter without a name")
    return name


def _record(declared: c_ast.Node) -> str:
    """The bare record (or typedef) name behind pointers and arrays; "" for scalars and functions."""
    while isinstance(declared, (c_ast.PtrDecl, c_ast.ArrayDecl, c_ast.TypeDecl)):
        declared = declared.type
    if isinstance(declared, (c_ast.Struct, c_ast.Union)):
        return str(declared.name)
    if isinstance(declared, c_ast.IdentifierType) and not set(declared.names) & _KEYWORDS:
        return str(declared.names[-1])
    return ""


def parse_target(text: str, signature: Signature) -> Target:
    """The C lvalue `text` (`*lock`, `d->lock`, `flags`) seen from the parameters of `signature`."""
    name, steps = _parse_lvalue(text)
    prototype = signature.prototype
    if name in prototype.parameters:
        index = prototype.parameters.index(name)
        return Target(index, name, steps, signature.records[index] if _has_own_member(steps) else "")
    if name in signature.globals:
        return Target(GLOBAL, name, steps)
    where = f"{prototype.name}()" if prototype.name else "the parameter list"
    raise PrototypeError(f"'{name}' is neither a parameter of {where} nor listed in 'globals'")


def _has_own_member(steps: tuple[Via | str, ...]) -> bool:
    """Does the walk start at a member of the parameter itself, `d->lock`, `d.lock` or `d->group.lock`?"""
    inside = steps[1:] if steps[:1] == (Via.DEREF,) else steps
    return bool(inside) and isinstance(inside[0], str)


@cache
def _parse_lvalue(text: str) -> tuple[str, tuple[Via | str, ...]]:
    try:
        tree = CParser().parse(f"int value = {text};")
    except ParseError:
        raise PrototypeError(f"'{text}' is not a C lvalue") from None
    initialiser = getattr(tree.ext[0], "init", None) if len(tree.ext) == 1 else None
    if initialiser is None:
        raise PrototypeError(f"'{text}' is not a C lvalue")
    return _walk(initialiser, text)


def _walk(node: c_ast.Node, text: str) -> tuple[str, tuple[Via | str, ...]]:
    match node:
        case c_ast.ID():
            return str(node.name), ()
        case c_ast.UnaryOp(op="*"):
            name, steps = _walk(node.expr, text)
            return name, (*steps, Via.DEREF)
        case c_ast.UnaryOp(op="&"):
            name, steps = _walk(node.expr, text)
            return name, (*steps, Via.ADDRESS)
        case c_ast.StructRef():
            name, steps = _walk(node.name, text)
            arrow: tuple[Via, ...] = (Via.DEREF,) if node.type == "->" else ()
            return name, (*steps, *arrow, str(node.field.name))
    raise PrototypeError(f"'{text}' is not an lvalue made of names, '*', '&', '.' and '->'")
