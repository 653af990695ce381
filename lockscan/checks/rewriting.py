"""The text of one function, and how calls in it are changed and a variable is declared at its top."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, count, islice

from lockscan.findings import Edit
from lockscan.frozen import dataclass
from lockscan.syntax.nodes import Block, Call, Decl, ExprStmt, Span

_CALL = re.compile(rb"(\w+)\s*\(.*\)", re.DOTALL)
_UNSAFE = re.compile(rb"//|#")  # in the text of a call: it is more than plain code
_CONDITIONAL = re.compile(rb"^[ \t]*#[ \t]*(?:if|el|end)", re.MULTILINE)
_INDENT = "\t"


@dataclass(frozen=True, slots=True)
class Text:
    """`span` of the file `path`, with the contents `data`: the definition of a function."""

    path: str
    data: bytes
    span: Span

    @property
    def is_conditional(self) -> bool:
        """Does it depend on the configuration?"""
        return _CONDITIONAL.search(self._whole) is not None

    def called(self, span: Span) -> str:
        """The name of the function, if the span is that of a call as it is written; else ""."""
        text = self.data[span.start : span.end]
        found = _CALL.fullmatch(text)
        return "" if found is None or _UNSAFE.search(text) else found[1].decode()

    def times(self, name: str) -> int:
        """How often the name stands there, in whatever sense."""
        return len(_word(name).findall(self._whole))

    def free_name(self, number: int) -> str:
        """The `number`-th of the names for saved flags that mean nothing here yet."""
        names = chain(("flags", "irq_flags"), (f"irq_flags{n}" for n in count(2)))
        free = (name for name in names if not self.times(name) and not self._is_macro(name))
        return next(islice(free, number, None))

    def call(self, span: Span, name: str, more: str = "") -> Edit:
        """Another function is called, with `more` behind the arguments."""
        text = self.data[span.start : span.end].decode("utf-8", "surrogateescape")
        inner = text[text.index("(") : -1].rstrip()
        return Edit(self.path, span.start, span.end, f"{name}{inner}{more})")

    def declaration(self, body: Block, text: str) -> Edit:
        """Behind the brace that opens the body; an empty line follows where the first statement does."""
        at = body.span.start + 1
        first = next(iter(body.body), None)
        if first is None or b"\n" not in self.data[at : first.span.start]:
            return Edit(self.path, at, at, f" {text}")
        line = self.data[self.data.rindex(b"\n", 0, first.span.start) + 1 : first.span.start].decode("ascii", "replace")
        newline = "\r\n" if self.data[at : at + 2] == b"\r\n" else "\n"
        end = "" if isinstance(first, Decl) else newline
        return Edit(self.path, at, at, f"{newline}{_INDENT if line.strip() or not line else line}{text}{end}")

    @property
    def _whole(self) -> bytes:
        return self.data[self.span.start : self.span.end]

    def _is_macro(self, name: str) -> bool:
        return re.search(rb"#[ \t]*define[ \t]+%s\b" % name.encode(), self.data) is not None


def is_braced(text: Text, body: Block) -> bool:
    """Is the body written here, in braces?"""
    return text.data[body.span.start : body.span.start + 1] == b"{"


def call_statements(body: Block) -> Iterator[Span]:
    """The calls that are statements of their own, anywhere in the body."""
    pending: list[object] = [body]
    while pending:
        node = pending.pop()
        if isinstance(node, ExprStmt) and isinstance(node.expr, Call):
            yield node.expr.span
        for name in getattr(type(node), "__slots__", ()):
            child = getattr(node, name)
            if type(child) is tuple:
                pending.extend(child)
            elif hasattr(child, "__slots__"):
                pending.append(child)


def _word(name: str) -> re.Pattern[bytes]:
    return re.compile(rb"\b%s\b" % re.escape(name).encode())
