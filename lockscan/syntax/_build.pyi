from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

def build(rows: bytes, strings: Sequence[str], start_twin: Callable[[list[Any]], Any], /) -> Any: ...
def prepare(
    classes: Mapping[str, Any],
    span: type,
    expressions: Collection[type],
    statements: Collection[type],
    unary_operators: Sequence[str],
    binary_operators: Sequence[str],
    refs: Sequence[Any],
    guard_prefix: str,
    most_rows: int,
    /,
) -> int: ...
