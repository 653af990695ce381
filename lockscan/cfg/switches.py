"""The edges out of a switch head."""

from __future__ import annotations

from lockscan.cfg.builder import Builder
from lockscan.cfg.constants import constant
from lockscan.cfg.graph import Evaluate, Match
from lockscan.cfg.scopes import CaseLabels
from lockscan.cfg.shapes import is_memory_free
from lockscan.syntax.nodes import Case, Expr, Name, Ref


def add_label(labels: CaseLabels, case: Case) -> None:
    """Note one `case` or `default` that leads to the block of `labels`."""
    if case.low is None:
        labels.is_default = True
        return
    if isinstance(case.low, Name) and case.low.ref is Ref.CONSTANT and case.high is None:
        labels.names.append(case.low.name)
        return
    low = constant(case.low)
    high = low if case.high is None else constant(case.high)
    if low is None or high is None:
        labels.has_unknown = True
    elif low <= high:
        labels.ranges.append((low, high))


def connect_cases(builder: Builder, value: Expr, cases: list[CaseLabels], end: int) -> None:
    """Finish the current block, which computed `value`: an edge for each group of labels, the last one for no match."""
    default = next((labels.block for labels in cases if labels.is_default), end)
    has_unknown = any(labels.has_unknown or labels.names for labels in cases)
    selector = constant(value)
    if selector is not None and not has_unknown:
        hits = (labels.block for labels in cases if _matches(labels, selector))
        builder.jump(next(hits, default))
        return
    every: list[tuple[int, int]] = []
    names: list[str] = []
    for labels in cases:
        if labels.has_unknown:
            builder.connect(labels.block)
        elif (labels.ranges or labels.names) and not labels.is_default:
            match = Match(labels.span, value, tuple(labels.ranges), names=tuple(labels.names))
            builder.connect(labels.block, match)
        if not labels.is_default:
            every += labels.ranges
            names += labels.names
    if every or names:
        builder.connect(default, Match(value.span, value, tuple(every), negated=True, names=tuple(names)))
        return
    if not is_memory_free(value):
        builder.emit(Evaluate(value.span, value))
    builder.connect(default)


def _matches(labels: CaseLabels, selector: int) -> bool:
    return any(low <= selector <= high for low, high in labels.ranges)
