"""Units that are linked together hold what they have in common once, and say the same."""

from __future__ import annotations

import pickle

from lockscan.stages.sharing import shared
from lockscan.syntax.unit import ParsedUnit
from tests.unit.frontend.texts import parse_text

HEADER = "struct dev { int n; };\nstatic inline int get(struct dev *dev) { return dev->n; }\n"


def parsed(code: str, header: str = HEADER) -> ParsedUnit:
    found = parse_text(f'#include "own.h"\n{code}', {"own.h": header})
    copy: ParsedUnit = pickle.loads(pickle.dumps(found))
    return copy


def test_texts_and_records_of_headers_are_one_object() -> None:
    units = [parsed("int f(struct dev *d) { return get(d); }"), parsed("int g(struct dev *d) { return get(d) + 1; }")]
    first, second = shared(units)
    assert [first, second] == units
    assert first.sources[1].path == "own.h"
    assert first.sources[1] is second.sources[1]
    assert first.functions[0].body.data is second.functions[0].body.data is first.sources[1].data
    assert all(one is other for one, other in zip(first.records, second.records, strict=True))


def test_another_text_of_that_name_stays_another() -> None:
    units = [parsed("int f(void);"), parsed("int f(void);", HEADER + "/* newer */")]
    assert [unit.sources[1].data.endswith(b"/* newer */") for unit in shared(units)] == [False, True]
