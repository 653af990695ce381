"""Why a rule reports nothing at a line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from lockscan.catalog import load_catalog
from lockscan.checks import DATA_RULES
from lockscan.config import Directory, Settings
from lockscan.errors import LockscanError
from lockscan.findings import Precision
from lockscan.inquiry import why_not as module
from lockscan.inquiry.answer import lines
from lockscan.inquiry.linked import Linked, linked
from lockscan.inquiry.why_not import Question, why_not
from tests.unit.inquiry.driver import line, write

CATALOG = load_catalog()
UNSAFE = "irq-unsafe-lock"


@pytest.fixture(autouse=True)
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write(tmp_path)
    return tmp_path


@pytest.fixture
def shared(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The driver is linked once for all tests."""
    assert directory.is_dir()

    def call(_paths: object, _settings: object, rules: Iterable[str]) -> Linked:
        facts = everything()
        return replace(facts, findings=tuple(found for found in facts.findings if found.rule in rules))

    monkeypatch.setattr(module, "linked", call)


@cache
def everything() -> Linked:
    return linked([Path()], Settings(jobs=1), frozenset(CATALOG.ids()) - DATA_RULES)


def ask(words: str | int, rule: str = UNSAFE, settings: Settings | None = None, path: str = "card.c") -> str:
    number = words if isinstance(words, int) else line(words)
    question = Question(path, number, CATALOG.rule(rule), settings or Settings(jobs=1), CATALOG)
    return "\n".join(lines(why_not([Path()], question)))


@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("bad", "it is reported here"),
        ("lockscan:", "a comment silences it: silenced, for the test"),
        ("namesake", "nothing that is known to run in hardirq context takes struct card.quiet"),
        ("namesake", "struct other.quiet is another class: card_interrupt() takes it at card.c:17"),
        ("off", "wherever struct card.off is taken here, hard irqs are off"),
        ("tried", "in hardirq context struct card.tried is only tried for"),
        ("mutex", "struct card.mutex is a mutex: interrupt handlers cannot take it"),
        ("reader", "both sides take struct card.table for reading"),
        ("before the handler", "the handler cannot come there: it is not registered yet"),
        ("given", "which lock is taken here cannot be told"),
        ("below", "nothing that is known to run in hardirq context takes struct card.quiet"),
        ("inside", "no lock is taken on this line"),
        ("nothing", "nothing() does nothing to locks"),
        ("namesake", "card_reset() is assumed to run in task context"),
        (1, "this line is in no function that the parser understood"),
    ],
)
def test_irq_unsafe_lock(words: str | int, expected: str) -> None:
    assert expected in ask(words)


@pytest.mark.usefixtures("shared")
def test_below_the_threshold() -> None:
    answer = ask("bad", settings=Settings(min_precision=Precision.HIGH))
    assert "there is one, of medium precision, and only high and above is shown: --min-precision medium" in answer
    assert "card_reset() is assumed to run in task context" in answer


@pytest.mark.usefixtures("shared")
def test_part_of_another_finding() -> None:
    assert f"this line is part of the finding at card.c:{line('bad')}" in ask(14)


@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (Settings(ignore=(UNSAFE,)), "is ignored here"),
        (Settings(rules=("double-acquire",)), "other rules were chosen"),
    ],
)
def test_rules_that_are_off(settings: Settings, expected: str) -> None:
    assert expected in ask("bad", settings=settings)


@pytest.mark.usefixtures("shared")
def test_a_rule_that_a_directory_ignores(directory: Path) -> None:
    there = Directory(directory.resolve(), ignore=(UNSAFE,))
    assert "is ignored here" in ask("bad", settings=Settings(directories=(there,)))


@pytest.mark.usefixtures("shared")
def test_off_by_default() -> None:
    assert 'off by default: --rule needless-irqsave, or enable = ["needless-irqsave"]' in ask("off", "needless-irqsave")


@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize(
    ("words", "rule", "expected"),
    [
        ("mutex", "sleep-in-atomic", "mutex_lock() may sleep, and may do so here: no lock held"),
        ("inside", "sleep-in-atomic", "nothing that this line calls is known to sleep"),
        ("second", "lock-order-inversion", "and nobody takes struct card.quiet while struct card.off is held"),
        ("bad", "lock-order-inversion", "no lock with a known class is taken here while another one is held"),
        ("way out", "missing-unlock", "the ways out of card_reset()\n    - line"),
        ("second", "double-acquire", "card->quiet held"),
        ("bad", "uninitialized-lock", "the states in which this line is reached"),
    ],
)
def test_other_rules(words: str, rule: str, expected: str) -> None:
    assert expected in ask(words, rule)


def test_files_that_were_not_analysed(directory: Path) -> None:
    assert "gone.c is not among the scanned files" in ask(1, path="gone.c")
    (directory / "binary.c").write_bytes(b"int x;\0")
    assert "binary.c was not analysed: binary data" in ask(1, path="binary.c")


@pytest.mark.usefixtures("shared")
def test_a_line_that_is_not_there() -> None:
    with pytest.raises(LockscanError, match=r"card\.c has \d+ lines"):
        ask(10_000)


@pytest.mark.usefixtures("shared")
def test_every_rule_has_an_answer() -> None:
    for rule in CATALOG.rules:
        assert ask("second", rule.id)
