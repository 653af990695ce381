"""The pipeline on small programs, and when a part of it fails."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from lockscan import app
from lockscan.config import Settings
from lockscan.findings import Finding, Outcome, Precision
from lockscan.frontend.unit import SourceUnit
from lockscan.interproc import Program
from lockscan.interproc.switches import Switched
from lockscan.locks.actions import Machine
from lockscan.locks.solve import Limits, Solution
from lockscan.models.effects import Models
from lockscan.stages import linking, reading
from lockscan.syntax.unit import ParsedUnit

BAD = """\
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(table_lock);

void table_add(void)
{
	spin_lock(&table_lock);
	spin_lock(&table_lock);%s
}
"""
ALONE = Settings(rules=("double-acquire", "unused-suppression"), jobs=1)


@pytest.fixture
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def scan(directory: Path, settings: Settings = ALONE, **files: str) -> Outcome:
    for name, text in files.items():
        (directory / f"{name}.c").write_text(text)
    return app.scan([Path()], settings)


def rules(outcome: Outcome) -> list[tuple[str, str]]:
    return [(finding.location.path, finding.rule) for finding in outcome.findings]


def test_findings_of_all_files_in_order(directory: Path) -> None:
    outcome = scan(directory, b=BAD % "", a=BAD.replace("table", "list") % "")
    assert rules(outcome) == [("a.c", "double-acquire"), ("b.c", "double-acquire")]
    assert outcome.coverage.files == 2
    assert outcome.coverage.lines == 18
    assert outcome.coverage.functions_analysed == 2
    assert (outcome.skipped, outcome.failures) == ((), ())


def test_the_pool_gives_the_same(directory: Path) -> None:
    alone = scan(directory, a=BAD % "", b="int x;\n")
    pooled = app.scan([Path()], Settings(rules=ALONE.rules, jobs=2))
    assert (alone.findings, alone.coverage, alone.sources) == (pooled.findings, pooled.coverage, pooled.sources)


def test_comments_silence(directory: Path) -> None:
    outcome = scan(directory, a=BAD % " /* lockscan: ignore[double-acquire] on purpose */")
    assert outcome.findings == ()
    assert [entry.reason for entry in outcome.suppressed] == ["on purpose"]


def test_only_selected_rules_run(directory: Path) -> None:
    assert scan(directory, Settings(rules=("unused-suppression",), jobs=1), a=BAD % "").findings == ()


def test_a_comment_for_a_rule_with_nothing_to_show_is_not_unused(directory: Path) -> None:
    (directory / "a.c").write_text("int x; // lockscan: ignore[inconsistent-guard] a hint\n")
    assert app.scan([Path()], Settings(jobs=1)).findings == ()
    low = app.scan([Path()], Settings(min_precision=Precision.LOW, jobs=1))
    assert [finding.rule for finding in low.findings] == ["unused-suppression"]


def test_only_findings_that_are_sure_enough(directory: Path) -> None:
    sure = scan(directory, a=BAD % "").findings[0].precision
    assert sure is Precision.HIGH
    demanding = Settings(rules=ALONE.rules, min_precision=Precision.VERY_HIGH, jobs=1)
    assert app.scan([Path()], demanding).findings == ()


def test_progress_is_told(directory: Path) -> None:
    told: list[str] = []

    class Told:
        def phase(self, name: str, total: int) -> None:
            told.append(f"{name} {total}")

        def advance(self) -> None:
            told.append("+")

    (directory / "a.c").write_text("int x;\n")
    app.scan([Path()], ALONE, Told())
    assert told == ["Reading 1", "+", "Following the locks 1", "+"]


def test_a_file_whose_parse_fails_costs_only_itself(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parse = reading.parse

    def fragile(unit: SourceUnit) -> object:
        if unit.path == "a.c":
            raise ZeroDivisionError
        return parse(unit)

    monkeypatch.setattr(reading, "parse", fragile)
    outcome = scan(directory, a=BAD % "", b=BAD % "")
    assert rules(outcome) == [("b.c", "double-acquire")]
    (skipped,) = outcome.skipped
    assert (skipped.path, skipped.function) == ("a.c", "")
    assert skipped.reason.startswith("internal error: ZeroDivisionError at test_app.py:")


def test_a_rule_that_fails_costs_only_itself(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: Program) -> Iterator[Finding]:
        raise ZeroDivisionError
        yield

    working = dict(linking.ALL)["double-acquire"]
    checks = (("unused-suppression", broken), ("double-acquire", working))
    monkeypatch.setattr(linking, "ALL", checks)
    outcome = scan(directory, a=BAD % "")
    assert rules(outcome) == [("a.c", "double-acquire")]
    (failure,) = outcome.failures
    assert failure.startswith("unused-suppression: internal error: ZeroDivisionError at test_app.py:")


def test_a_file_that_cannot_be_linked_costs_only_itself(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    link = linking.link

    def fragile(units: list[ParsedUnit], models: Models, *, follows_data: bool, switched: Switched) -> Program:
        if any(unit.path == "a.c" for unit in units):
            raise ZeroDivisionError
        return link(units, models, follows_data=follows_data, switched=switched)

    monkeypatch.setattr(linking, "link", fragile)
    outcome = scan(directory, a=BAD % "", b=BAD % "", c="int x;\n")
    assert rules(outcome) == [("b.c", "double-acquire")]
    assert [(skipped.path, "ZeroDivisionError" in skipped.reason) for skipped in outcome.skipped] == [("a.c", True)]
    assert outcome.coverage.files == 2


def test_a_function_that_cannot_be_solved_costs_only_itself(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = sys.modules["lockscan.interproc.link"]  # the package's own `link` is the function
    solve = module.solve

    def fragile(machine: Machine, limits: Limits) -> Solution:
        if machine.file == "a.c":
            raise ZeroDivisionError
        return solve(machine, limits)

    monkeypatch.setattr(module, "solve", fragile)
    outcome = scan(directory, a=BAD % "", b=BAD % "")
    assert rules(outcome) == [("b.c", "double-acquire")]
    (skipped,) = outcome.skipped
    assert (skipped.path, skipped.function) == ("a.c", "table_add")
    assert skipped.line == 5
    assert skipped.reason.startswith("internal error: ZeroDivisionError at test_app.py:")


def test_programs_that_share_a_name_are_all_analysed(directory: Path) -> None:
    assert len(scan(directory, a=BAD % "", b=BAD % "").findings) == 2


PCM = """
#include <sound/pcm.h>
#include <linux/mutex.h>
struct dsp { struct mutex lock; };
static int dsp_trigger(struct snd_pcm_substream *substream, int cmd)
{
	struct dsp *d = snd_pcm_substream_chip(substream);
	mutex_lock(&d->lock);
	mutex_unlock(&d->lock);
	return 0;
}
static const struct snd_pcm_ops dsp_ops = { .trigger = dsp_trigger };
void dsp_setup(struct dsp *d, struct snd_pcm *pcm)
{
	mutex_init(&d->lock);
	snd_pcm_set_ops(pcm, 0, &dsp_ops);
}
"""


@pytest.mark.parametrize(("says", "expected"), [("1", []), ("0", ["sleep-in-atomic"])])
def test_what_a_driver_is_like_may_stand_in_a_file_that_is_not_linked_with_it(
    directory: Path, says: str, expected: list[str]
) -> None:
    vendor = directory / "sound" / "soc" / "vendor"
    for folder, text in (("dsp", PCM), ("boards", f"struct link {{ int nonatomic; }} l = {{ .nonatomic = {says} }};")):
        (vendor / folder).mkdir(parents=True)
        (vendor / folder / f"{folder}.c").write_text(text)
    outcome = app.scan([Path("sound")], Settings(jobs=1))
    assert [finding.rule for finding in outcome.findings] == expected
