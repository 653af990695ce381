"""Loads the accelerator of `build`: it is missing where no compiler, or no header of Python, was there to build it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
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
    try:
        from lockscan.syntax import _build as native

        operators = UNARY_OPERATORS, BINARY_OPERATORS, refs
        revision = native.prepare(classes, Span, EXPRESSIONS, statements, *operators, PREFIX, most_rows)
    except (ImportError, AttributeError, TypeError):
        return None
    return native if revision == _REVISION else None
