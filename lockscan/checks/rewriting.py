"""The text of one function, and how calls in it are changed and a variable is declared at its top."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain, count, islice, takewhile

from lockscan.findings import Edit
from lockscan.frontend.lexical import mask
from lockscan.frozen import dataclass
from lockscan.seldom import seldom
from lockscan.syntax.nodes import Block, Call, Decl, ExprStmt, Span

_CALL = re.compile(rb"(\w+)\s*\(.*\)", re.DOTALL)
_UNSAFE = re.compile(rb"//|#")  # in the text of a call: it is more than plain code
_CONDITIONAL = seldom(rb"^[ \t]*#[ \t]*(if|el|end)\w*", re.MULTILINE)
_GOTO = seldom(rb"\bgoto\b")
_INDENT = "\t"


@dataclass(frozen=True, slots=True)
class Text:
    """`span` of the file `path`, with the contents `data`: the definition of a function. `code`: that part of it
    without comments and the insides of strings."""

    path: str
    data: bytes
    span: Span
    code: bytes

    @staticmethod
    def of(path: str, data: bytes, span: Span) -> Text:
        return Text(path, data, span, mask(data[span.start : span.end]))

    def is_the_same_everywhere(self, spans: Iterable[Span]) -> bool:
        """Is what lies between the first and the last of the spans compiled whatever the configuration, and entered
        from nowhere else?"""
        parts = self._conditional_parts()
        if parts is None:
            return False
        within = list(spans)
        start, end = min(span.start for span in within), max(span.end for span in within)
        return all(part.end <= start or end <= part.start for part in parts) and not any(
            _GOTO.search(self.code, part.start - self.span.start, part.end - self.span.start) for part in parts
        )

    def called(self, span: Span) -> str:
        """The name of the function, if the span is that of a call as it is written; else ""."""
        text = self.data[span.start : span.end]
        found = _CALL.fullmatch(text)
        return "" if found is None or _UNSAFE.search(text) else found[1].decode()

    def times(self, name: str) -> int:
        """How often the name stands there, in whatever sense."""
        return len(_word(name).findall(self.code))

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
        """Among the declarations at the top, behind those that are longer; or behind the brace that opens the body, and
        then an empty line follows if a statement does."""
        at = body.span.start + 1
        first = next(iter(body.body), None)
        if first is None or b"\n" not in self.data[at : first.span.start]:
            return Edit(self.path, at, at, f" {text}")
        line = self.data[self.data.rindex(b"\n", 0, first.span.start) + 1 : first.span.start].decode("ascii", "replace")
        indent = _INDENT if line.strip() or not line else line
        ending = "\r\n" if self.data[at : at + 2] == b"\r\n" else "\n"
        ends = list(takewhile(lambda line: line.width >= _width(f"{indent}{text}".encode()), self._lines(body)))
        if ends:
            return Edit(self.path, ends[-1].end, ends[-1].end, f"{ending}{indent}{text}")
        return Edit(self.path, at, at, f"{ending}{indent}{text}{'' if isinstance(first, Decl) else ending}")

    def _lines(self, body: Block) -> Iterator[_Line]:
        """The lines of the declarations at the top, as far as each has its own, the same in all configurations."""
        start = body.span.start + 1
        stop = next(iter(_CONDITIONAL.finditer(self.data, start, self.span.end)), None)
        for declared in takewhile(lambda entry: isinstance(entry, Decl), body.body):
            end = self.data.find(b"\n", declared.span.end)
            text = self.data[start:end]
            behind = self.code[declared.span.end - self.span.start : end - self.span.start]
            if end < 0 or behind.strip(b" \t\r;") or text.rfind(b"/*") > text.rfind(b"*/"):
                return
            if stop is not None and stop.start() < end:
                return
            yield _Line(end - text.endswith(b"\r"), max(map(_width, text.splitlines() or [b""])))
            start = end + 1

    def _conditional_parts(self) -> list[Span] | None:
        """From each `#if` to its `#endif`; None if one is missing."""
        found: list[Span] = []
        opened: list[int] = []
        for directive in _CONDITIONAL.finditer(self.code):
            if directive[1] == b"if":
                opened.append(directive.start())
            elif not opened:
                return None
            elif directive[1] == b"end":
                found.append(Span(self.span.start + opened.pop(), self.span.start + directive.end()))
        return None if opened else found

    def _is_macro(self, name: str) -> bool:
        return re.search(rb"#[ \t]*define[ \t]+%s\b" % name.encode(), self.data) is not None


@dataclass(frozen=True, slots=True)
class _Line:
    """Of a declaration: where it ends, and how far it reaches to the right."""

    end: int
    width: int


def _width(line: bytes) -> int:
    return len(line.rstrip().expandtabs(8))


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
