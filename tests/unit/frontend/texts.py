"""Parses C given as text, as a scan would parse a file that stands alone."""

from __future__ import annotations

from pathlib import Path

from lockscan.frontend.contents import Contents
from lockscan.frontend.flags import stub_flags
from lockscan.frontend.parse import parse
from lockscan.frontend.unit import Header, Mode, SourceUnit, virtual_name
from lockscan.syntax import build
from lockscan.syntax.nodes import Block, Expr, ExprStmt, Return, Stmt
from lockscan.syntax.unit import Function, Global, ParsedUnit


def unit_of(code: str | bytes, headers: dict[str, str] | None = None, path: str = "driver.c") -> SourceUnit:
    data = code.encode() if isinstance(code, str) else code
    given = headers or {}
    local = tuple(Header(virtual_name(name), name, Contents.of(text.encode())) for name, text in given.items())
    return SourceUnit(path, virtual_name(path), Contents.of(data), local, Mode.STUBS, stub_flags(()))


def parse_text(code: str | bytes, headers: dict[str, str] | None = None) -> ParsedUnit:
    return parse(unit_of(code, headers))


def function(parsed: ParsedUnit, name: str) -> Function:
    (found,) = (function for function in parsed.functions if function.name == name)
    return found


def variable(parsed: ParsedUnit, name: str) -> Global:
    (found,) = (entry for entry in parsed.globals if entry.variable.name == name)
    return found


def body_of(code: str, name: str = "f") -> Block:
    return build.statements(function(parse_text(code), name).body)


def statement(text: str, before: str = "") -> Stmt:
    """The first statement of a function whose body is `text`."""
    return body_of(f"{before}\nint f(struct dev *dev, int n)\n{{ {text} }}").body[0]


def expression(text: str, before: str = "") -> Expr:
    found = statement(f"return {text};", before)
    assert isinstance(found, Return)
    assert found.value is not None
    return found.value


def call(text: str, before: str = "") -> Expr:
    found = statement(text, before)
    assert isinstance(found, ExprStmt)
    return found.expr


def text_of(code: bytes, node: Stmt | Expr) -> str:
    return code[node.span.start : node.span.end].decode()


def read_unit(path: Path) -> SourceUnit:
    return unit_of(path.read_bytes(), path=path.name)
