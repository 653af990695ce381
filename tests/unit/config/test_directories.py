"""Settings of their own for directories."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from lockscan.catalog import load_catalog
from lockscan.config import Directory, Settings, read_file
from lockscan.errors import ConfigurationError
from lockscan.findings import Finding, Precision, Suppressed
from lockscan.narrow.directories import wanted
from tests.unit.report.samples import DEADLOCK, outcome

CATALOG = load_catalog()
RULE, OFF = "double-acquire", "needless-irqsave"

EXAMPLE = """
min-precision = "high"
[directories."old"]
ignore = ["double-acquire"]
[directories."old/new"]
enable = ["double-acquire", "needless-irqsave"]
min-precision = "low"
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "old/new").mkdir(parents=True)
    path = tmp_path / ".lockscan.toml"
    path.write_text(EXAMPLE)
    return read_file(path, CATALOG)


def test_they_are_read(settings: Settings, tmp_path: Path) -> None:
    top = tmp_path.resolve()
    assert settings.directories == (
        Directory(top / "old", ignore=(RULE,)),
        Directory(top / "old/new", enable=(RULE, OFF), min_precision=Precision.LOW),
    )


def test_the_inner_one_has_the_word(settings: Settings, tmp_path: Path) -> None:
    top = tmp_path.resolve()
    assert RULE in settings.within(top / "x.c").selected(CATALOG)
    assert RULE not in settings.within(top / "old/x.c").selected(CATALOG)
    inner = settings.within(top / "old/new/deep/x.c")
    assert {RULE, OFF} <= inner.selected(CATALOG)
    assert (inner.min_precision, settings.within(top / "old/x.c").min_precision) == (Precision.LOW, Precision.HIGH)
    assert RULE in settings.within(top / "older/x.c").selected(CATALOG)


def test_a_scan_looks_for_everything_that_is_wanted_somewhere(settings: Settings) -> None:
    widest = replace(settings, ignore=(RULE,)).widest()
    assert {RULE, OFF} <= widest.selected(CATALOG)
    assert (widest.min_precision, widest.directories) == (Precision.LOW, ())
    assert Settings().widest() == Settings()


def test_findings_that_a_directory_does_not_want_are_dropped(settings: Settings, tmp_path: Path) -> None:
    def at(path: str, precision: Precision = Precision.HIGH) -> Finding:
        place = replace(DEADLOCK.location, path=str(tmp_path / path))
        return replace(DEADLOCK, location=place, precision=precision)

    kept = (at("x.c"), at("old/new/x.c", Precision.LOW))
    dropped = (at("old/x.c"), at("x.c", Precision.MEDIUM))
    of = replace(outcome(*kept, *dropped), suppressed=(Suppressed(at("old/y.c"), ""), Suppressed(at("y.c"), "")))
    left = wanted(of, settings, CATALOG)
    assert left.findings == kept
    assert [entry.finding.location.path for entry in left.suppressed] == [str(tmp_path / "y.c")]
    assert wanted(of, Settings(), CATALOG) is of


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("directories = 1", 1, 'write [directories."some/directory"]'),
        ('\n[directories."gone"]\nignore = []', 2, "is no directory"),
        ('[directories."."]\njobs = 1', 2, "unknown key 'jobs' for a directory"),
        ('[directories."."]\nenabel = []', 2, "did you mean 'enable'?"),
        ('[directories."."]\nignore = ["nothing"]', 1, "no rule 'nothing'"),
        ('[directories]\n"." = 1', 1, "what holds for '.' must be a table"),
    ],
)
def test_mistakes(tmp_path: Path, text: str, line: int, message: str) -> None:
    path = tmp_path / ".lockscan.toml"
    path.write_text(text)
    with pytest.raises(ConfigurationError) as caught:
        read_file(path, CATALOG)
    assert caught.value.line == line
    assert message in caught.value.message
