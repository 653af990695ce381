"""Baselines: what they know, what has expired, what moved."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from lockscan.errors import LockscanError
from lockscan.findings import Finding, Location, Outcome, Precision
from lockscan.narrow import baseline
from tests.unit.report.samples import DEADLOCK, DRIVER, NOTE, PATH, outcome


def written(of: Outcome, directory: Path) -> tuple[baseline.Entry, ...]:
    path = directory / "base.json"
    path.write_text(baseline.render(of), encoding="utf-8")
    return baseline.read(path)


def less(of: Outcome, known: tuple[baseline.Entry, ...]) -> Outcome:
    return baseline.subtract(of, known, "base.json", could_find=lambda _entry: True)


def moved(finding: Finding, by: int, path: str = PATH) -> Finding:
    place = finding.location
    return replace(finding, location=Location(path, place.start + by, place.end + by, place.function))


def test_known_findings_are_left_out(tmp_path: Path) -> None:
    result = less(outcome(DEADLOCK, NOTE), written(outcome(NOTE), tmp_path))
    assert (result.findings, result.hidden) == ((DEADLOCK,), (NOTE,))
    assert result.remarks == ("1 known finding left out: base.json",)


def test_lines_above_do_not_matter(tmp_path: Path) -> None:
    above = b"/* new */\n"
    later = outcome(moved(NOTE, len(above)), sources={PATH: above + DRIVER})
    assert less(later, written(outcome(NOTE), tmp_path)).findings == ()


def test_neither_does_another_file(tmp_path: Path) -> None:
    path = "drivers/new_card.c"
    static = replace(NOTE, lock="card.c:lock", key="card.c:lock")
    later = replace(moved(static, 0, path), lock="new_card.c:lock", key="new_card.c:lock")
    known = written(outcome(static), tmp_path)
    assert less(outcome(later, sources={path: DRIVER}), known).findings == ()


def test_a_second_one_of_the_kind_is_new(tmp_path: Path) -> None:
    twice = outcome(NOTE, replace(moved(NOTE, 0), message="again"))
    result = less(twice, written(outcome(NOTE), tmp_path))
    assert (len(result.findings), len(result.hidden)) == (1, 1)


def test_expired_entries_are_reported(tmp_path: Path) -> None:
    known = written(outcome(NOTE), tmp_path)
    assert less(outcome(), known).remarks == (
        "base.json: expired, no longer found: drivers/card.c: card_ioctl(): unused-suppression",
    )
    assert baseline.subtract(outcome(), known, "base.json", could_find=lambda _: False).remarks == ()


def test_hidden_findings_are_written_as_well(tmp_path: Path) -> None:
    of = replace(outcome(DEADLOCK), hidden=(NOTE,))
    assert [entry.rule for entry in written(of, tmp_path)] == [DEADLOCK.rule, NOTE.rule]
    assert less(outcome(DEADLOCK, NOTE), written(of, tmp_path)).findings == ()


def test_the_form(tmp_path: Path) -> None:
    text = baseline.render(outcome(DEADLOCK, NOTE))
    assert len(text.splitlines()) == 7  # a line a finding
    assert json.loads(text)["findings"][1]["precision"] == "medium"
    assert baseline.read(_write(tmp_path, baseline.render(outcome()))) == ()
    assert written(outcome(NOTE), tmp_path)[0].precision is Precision.MEDIUM


def _write(directory: Path, text: str) -> Path:
    path = directory / "written.json"
    path.write_text(text)
    return path


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[]", "not a baseline of version 1"),
        ('{"version": 2, "findings": []}', "not a baseline of version 1"),
        ("nonsense", "not a baseline: "),
        ('{"version": 1, "findings": [{}]}', "has the texts"),
        (json.dumps({"version": 1, "findings": [dict.fromkeys(baseline._TEXTS, "x")]}), "'x' is no precision"),
    ],
)
def test_what_is_no_baseline(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(LockscanError, match=message):
        baseline.read(_write(tmp_path, text))


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(LockscanError, match="No such file"):
        baseline.read(tmp_path / "gone.json")
