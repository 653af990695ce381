"""What is said about one finding."""

from __future__ import annotations

from pathlib import Path

import pytest

from lockscan import app
from lockscan.catalog import load_catalog
from lockscan.config import Settings
from lockscan.errors import LockscanError
from lockscan.findings import Outcome
from lockscan.inquiry.answer import lines
from lockscan.inquiry.explain import chosen, explain
from lockscan.inquiry.spot import known_as, parse_place
from tests.unit.inquiry.driver import line, write

SETTINGS = Settings(rules=("irq-unsafe-lock",), jobs=1)


@pytest.fixture
def outcome(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Outcome:
    monkeypatch.chdir(tmp_path)
    write(tmp_path)
    return app.scan([Path()], SETTINGS)


def test_by_place_and_by_fingerprint(outcome: Outcome) -> None:
    ((finding, digest),) = chosen(outcome, f"card.c:{line('bad')}")
    assert finding.rule == "irq-unsafe-lock"
    assert chosen(outcome, digest) == chosen(outcome, digest[:8]) == [(finding, digest)]
    assert chosen(outcome, f"./card.c:{line('bad')}:2") == [(finding, digest)]
    assert chosen(outcome, "card.c:1") == []
    assert chosen(outcome, "0123456789") == []


def test_silenced_findings_as_well(outcome: Outcome) -> None:
    assert len(chosen(outcome, f"card.c:{line('lockscan:')}")) == 1


def test_what_is_neither(outcome: Outcome) -> None:
    with pytest.raises(LockscanError, match="'nonsense' is not FILE:LINE"):
        chosen(outcome, "nonsense")


def test_what_is_said(outcome: Outcome) -> None:
    ((finding, digest),) = chosen(outcome, f"card.c:{line('bad')}")
    text = "\n".join(lines(explain([Path()], finding, digest, SETTINGS, load_catalog())))
    for part in (
        "* what holds when this line is reached\n    - no lock held, hard irqs as at entry",
        "* how card_reset() comes to run\n    - card_reset() is assumed to run in task context",
        "card_reset() is entered with no lock held, hard irqs on",
        "* medium precision: something is assumed",
        "assumed: card_reset() is assumed to run in task context",
        "- if an assumption is wrong: a [[registers]], [[ops]] or [[root]] row",
        f"- a comment on line {line('bad')}: /* lockscan: ignore[irq-unsafe-lock] and why */",
        "- --min-precision high",
        f"* fingerprint {digest}",
    ):
        assert part in text


def test_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert parse_place("a/b.c:12") == ("a/b.c", 12)
    assert parse_place("c:/b.c:12:3") == ("c:/b.c", 12)
    for wrong in ("a.c", "a.c:", "a.c:x", ":3", "a.c:0"):
        with pytest.raises(LockscanError, match="is not FILE:LINE"):
            parse_place(wrong)
    monkeypatch.chdir(tmp_path)
    files = ("drivers/a.c", "drivers/b/a.c", "drivers/b/c.c")
    assert known_as("drivers/a.c", files) == "drivers/a.c"
    assert known_as(str(tmp_path / "drivers/a.c"), files) == "drivers/a.c"
    assert known_as("b/c.c", files) == "drivers/b/c.c"
    assert known_as("a.c", files) is None
