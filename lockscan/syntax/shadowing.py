"""Tells apart the variables of one function that share a name, because a nested or later block declares it again."""

from __future__ import annotations

from array import array
from collections import Counter
from dataclasses import replace

from lockscan.syntax.columns import AUX, NAME, SIZE, WIDTH, Body, Code, NameKind, codes_of, rows_of

_VARIABLE = int(Code.VARIABLE)
_OWN = "__lockscan_"  # variables of the stub headers' macros: nobody else names them
_SCOPES = frozenset(map(int, (Code.BLOCK, Code.FOR, Code.STATEMENT_EXPRESSION)))


def distinct(body: Body) -> Body:
    """The body with every second and later variable of one name renamed (`flags`, `flags'2`); itself when none is."""
    codes = codes_of(body.rows)
    if codes.count(_VARIABLE) < 2:
        return body
    columns = body.columns()
    declared = [columns[row + NAME] for row in rows_of(codes, Code.VARIABLE, 0, len(columns))]
    if len(set(declared)) == len(declared):
        return body
    counts = Counter(declared)
    repeated = {name for name, count in counts.items() if count > 1 and not body.strings[name].startswith(_OWN)}
    return _renamed(body, columns, repeated) if repeated else body


def _renamed(body: Body, columns: array[int], repeated: set[int]) -> Body:
    strings = list(body.strings)
    seen: dict[int, int] = {}
    scopes: list[tuple[int, dict[int, int]]] = [(len(columns), {})]
    for number, (code, name) in enumerate(zip(codes_of(body.rows), columns[NAME::WIDTH], strict=True)):
        if name not in repeated and code not in _SCOPES:
            continue
        row = number * WIDTH
        while row >= scopes[-1][0]:
            scopes.pop()
        if code in _SCOPES:
            scopes.append((row + columns[row + SIZE] * WIDTH, {}))
        elif code == Code.VARIABLE:
            seen[name] = seen.get(name, 0) + 1
            if seen[name] > 1:
                strings.append(f"{body.strings[name]}'{seen[name]}")
                scopes[-1][1][name] = columns[row + NAME] = len(strings) - 1
            else:
                scopes[-1][1][name] = name
        elif code == Code.NAME and columns[row + AUX] & 0xFF == NameKind.LOCAL:
            columns[row + NAME] = next((scope[name] for _, scope in reversed(scopes) if name in scope), name)
    return replace(body, rows=columns.tobytes(), strings=tuple(strings))
