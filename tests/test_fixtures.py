"""Every fixture is scanned as a program of its own: its findings are exactly the annotated ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from lockscan import app
from lockscan.catalog import load_catalog
from lockscan.config import Settings
from lockscan.findings import Precision
from tests.fixtures_harness import FIXTURES, Claim, Sort, claims, complaints, fixtures, shown, sources_of


def _name(path: Path) -> str:
    return path.relative_to(FIXTURES).as_posix()


def _claims(fixture: Path) -> list[Claim]:
    return [claim for path in sources_of(fixture) for claim in claims(_name(path), path.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("fixture", fixtures(), ids=_name)
def test_findings_are_those_annotated(fixture: Path) -> None:
    rule = fixture.parent.name
    settings = Settings(enable=(rule,) if load_catalog().has(rule) else (), min_precision=Precision.LOW, jobs=1)
    outcome = app.scan([fixture], settings)
    names = {path.resolve(): _name(path) for path in sources_of(fixture)}
    wrong = complaints(_claims(fixture), shown(outcome, names))
    wrong += [f"rule failed: {failure}" for failure in outcome.failures]
    wrong += [f"not analysed: {skipped}" for skipped in outcome.skipped]
    if wrong:
        pytest.fail("\n".join(wrong), pytrace=False)


@pytest.mark.parametrize("fixture", fixtures(), ids=_name)
def test_annotations_say_what_the_file_name_says(fixture: Path) -> None:
    folder, kind = fixture.parent.name, fixture.name.split("_")[0]
    claimed = _claims(fixture)
    assert {claim.rule for claim in claimed} <= set(load_catalog().ids())
    rules = {claim.rule for claim in claimed if claim.sort in (Sort.EXPECT, Sort.EXPECT_LOW)}
    if folder == "drivers":
        return
    assert kind in ("bad", "ok")
    if load_catalog().has(folder):
        assert (folder in rules) == (kind == "bad")
