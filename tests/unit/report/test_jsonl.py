"""JSON lines."""

from __future__ import annotations

import json
from typing import Any

from lockscan.report import jsonl
from tests.golden.compare import check
from tests.unit.report.samples import OUTCOME


def lines(*, show_suppressed: bool = False) -> list[dict[str, Any]]:
    return [json.loads(line) for line in jsonl.render(OUTCOME, show_suppressed=show_suppressed)]


def test_whole_report() -> None:
    check("report.jsonl", "".join(f"{line}\n" for line in jsonl.render(OUTCOME, show_suppressed=True)))


def test_one_line_a_finding_and_a_summary() -> None:
    assert [line["type"] for line in lines()] == ["finding", "finding", "summary"]


def test_suppressed_findings_carry_the_reason() -> None:
    findings = lines(show_suppressed=True)[:-1]
    assert [line.get("suppressed") for line in findings] == [None, None, "known for years"]


def test_every_documented_field_is_there() -> None:
    found = lines(show_suppressed=True)
    for line in (found[2], found[-1]):
        for field in set(line) - {"type"}:
            assert f"`{field}`" in (jsonl.__doc__ or "")
