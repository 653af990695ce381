"""Loads accelerators that make Python values: they are missing where no compiler, or no header of Python, was there."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from importlib import import_module
from typing import Any, Final

from lockscan.syntax.columns import BINARY_OPERATORS, UNARY_OPERATORS
from lockscan.syntax.expressions import EXPRESSIONS, REFS
from lockscan.syntax.guards import PREFIX
from lockscan.syntax.nodes import Span

_REVISION: Final = 1


def load(classes: Mapping[str, Any], statements: Collection[type], most_rows: int) -> Any | None:
    """The module, which makes values of these classes; None if it was not built, or from other sources than these.

    `statements`: those of the classes that are such; `most_rows`: expressions with more may nest too deeply.
    """
    refs = tuple([REFS.get(kind) for kind in range(max(REFS) + 1)])
    operators = UNARY_OPERATORS, BINARY_OPERATORS, refs
    name, given = "lockscan.syntax._build", (Span, EXPRESSIONS, statements, *operators, PREFIX, most_rows)
    return prepared(name, _REVISION, classes, *given)


def prepared(name: str, revision: int, *arguments: object) -> Any | None:
    """The module of that name, which was given the arguments; None if it was not built, or from other sources: then it
    says another number than `revision`, or refuses them."""
    try:
        module: Any = import_module(name)
        return module if module.prepare(*arguments) == revision else None
    except (ImportError, AttributeError, TypeError):
        return None
