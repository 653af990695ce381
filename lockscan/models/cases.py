"""Reads `cases`: registrations that are another kind than the row says, told by what is registered and how."""

from __future__ import annotations

from collections.abc import Mapping

from lockscan.models import effects as fx
from lockscan.models.entry_text import parse_entry
from lockscan.models.prototype import Signature
from lockscan.models.schema import CASE_KEYS, check_keys
from lockscan.models.toml_file import Row


def parse_cases(row: Row, keys: Mapping[str, object], signature: Signature) -> tuple[fx.Case, ...]:
    """`keys` may hold the `label` that the cases share. Raises ModelError, or EffectError for a wrong context."""
    cases = row.data.get("cases", [])
    if not isinstance(cases, list) or not all(isinstance(case, dict) for case in cases):
        row.fail("'cases' must be a list of tables", "cases")
    return tuple(_case(row, {"label": keys.get("label", ""), **case}, signature) for case in cases)


def _case(row: Row, case: dict[str, object], signature: Signature) -> fx.Case:
    check_keys(row, case, CASE_KEYS, "'cases'")
    mentions, parameters, first = case.get("mentions", []), case.get("parameters", 0), case.get("first", "")
    if not isinstance(mentions, list) or not isinstance(parameters, int) or not (mentions or parameters or first):
        row.fail("a case needs 'mentions' (constants), 'parameters' (a number) or 'first' (a record)", "cases")
    if mentions and "flags" not in row.data:
        row.fail("'mentions' needs 'flags', the parameter to look at", "cases")
    entry = parse_entry(str(case.get("in", "")), case, signature)
    return fx.Case(entry, frozenset(str(name) for name in mentions), parameters, str(first))
