"""The command line: options, streams, exit statuses."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from lockscan import app, cli
from lockscan.app import Progress
from lockscan.config import Settings
from lockscan.errors import InputError
from lockscan.findings import Outcome, Precision, Skipped
from tests.unit.report.samples import OUTCOME, outcome

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run lockscan in an empty directory that has one C file, `a.c`: (exit status, stdout, stderr)."""
    (tmp_path / "a.c").write_text("int x;\n")
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> tuple[int, str, str]:
        status = cli.run(arguments)
        captured = capfd.readouterr()
        return status, captured.out, captured.err

    return call


class Scan:
    """Stands in for the scan: remembers what it was asked and gives a prepared answer."""

    def __init__(self, answer: Outcome) -> None:
        self.answer = answer
        self.paths: list[Path] = []
        self.settings = Settings()

    def __call__(self, paths: list[Path], settings: Settings, progress: Progress, *, draws: bool) -> Outcome:
        assert not draws  # as no form but html does
        self.paths, self.settings = list(paths), settings
        progress.phase("Reading", 1)
        progress.advance()
        return self.answer


@pytest.fixture
def scan(monkeypatch: pytest.MonkeyPatch) -> Scan:
    stub = Scan(outcome())
    monkeypatch.setattr(app, "scan", stub)
    return stub


def test_clean(run: Run, scan: Scan) -> None:
    status, out, err = run("a.c")
    assert (status, err) == (0, "")
    assert out.startswith("lockscan: 1 file")
    assert scan.paths == [Path("a.c")]


def test_findings(run: Run, scan: Scan) -> None:
    scan.answer = OUTCOME
    status, out, _ = run("a.c")
    assert status == 1
    assert "[double-acquire]" in out
    assert "\x1b" not in out


def test_skipped_input(run: Run, scan: Scan) -> None:
    scan.answer = Outcome((), (), (Skipped("b.c", 0, "", "not C"),), OUTCOME.coverage, {}, 0.0)
    assert run("a.c")[0] == 3


def test_exit_zero(run: Run, scan: Scan) -> None:
    scan.answer = OUTCOME
    assert run("--exit-zero", "a.c")[0] == 0


def test_a_missing_path_does_not_hide_the_others(run: Run, scan: Scan) -> None:
    scan.answer = OUTCOME
    status, out, err = run("gone.c", "a.c")
    assert (status, scan.paths) == (2, [Path("a.c")])
    assert err == "lockscan: gone.c: no such file or directory\n"
    assert "[double-acquire]" in out


def test_nothing_but_missing_paths(run: Run, scan: Scan) -> None:
    assert run("gone.c")[0] == 2
    assert scan.paths == []


def test_a_failed_rule_is_an_internal_error(run: Run, scan: Scan) -> None:
    scan.answer = Outcome(OUTCOME.findings, (), (), OUTCOME.coverage, {}, 0.0, failures=("some-rule: KeyError",))
    status, out, _ = run("a.c")
    assert status == 70
    assert "lockscan: some-rule: KeyError" in out


def test_an_internal_error_says_so(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> Outcome:
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr(app, "scan", broken)
    status, out, err = run("a.c")
    assert (status, out) == (70, "")
    assert "ZeroDivisionError: by zero" in err
    assert "defect of lockscan" in err


def test_an_expected_error_is_one_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> Outcome:
        raise InputError("tree", "cannot be read")

    monkeypatch.setattr(app, "scan", refuse)
    assert run("a.c") == (2, "", "lockscan: tree: cannot be read\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "Missing argument 'PATH...'"),
        (("--format", "xml", "a.c"), "'xml' is not one of"),
        (("--rule", "dobule-acquire", "a.c"), "no rule 'dobule-acquire'; did you mean 'double-acquire'?"),
        (("--ignore", "all", "a.c"), "no rule 'all'"),
        (("--explain", "nonsense"), "no rule 'nonsense'"),
        (("--min-precision", "exact", "a.c"), "'exact' is not one of"),
        (("--jobs", "-1", "a.c"), "-1 is not in the range"),
        (("--kernel-headers", "nowhere", "a.c"), "'nowhere' does not exist"),
        (("-D", "2x", "a.c"), "'2x' is not NAME or NAME=VALUE"),
        (("-o", "no/such/dir", "a.c"), "No such file or directory"),
        (("--bogus", "a.c"), "No such option"),
    ],
)
def test_wrong_use(run: Run, scan: Scan, arguments: tuple[str, ...], message: str) -> None:
    status, out, err = run(*arguments)
    assert (status, out) == (2, "")
    assert message in err
    assert "Traceback" not in err
    assert scan.answer


def test_options_become_settings(run: Run, scan: Scan) -> None:
    run(
        *("--rule", "double-acquire,unused-suppression", "--rule", "all", "--ignore", "unused-suppression"),
        *("--min-precision", "low", "--jobs", "3", "--timeout", "2.5", "--kernel-headers", ".", "-D", "A=1"),
        *("--exclude", "*.mod.c", "--compile-commands", ".", "--cache-dir", "kept", "a.c"),
    )
    assert scan.settings == Settings(
        rules=("double-acquire", "unused-suppression", "all"),
        ignore=("unused-suppression",),
        min_precision=Precision.LOW,
        exclude=("*.mod.c",),
        kernel_headers=Path(),
        compile_commands=Path(),
        define=("A=1",),
        jobs=3,
        timeout=2.5,
        cache=Path("kept"),
    )


def test_configuration_is_found_and_the_command_line_wins(run: Run, scan: Scan) -> None:
    Path(".lockscan.toml").write_text('jobs = 4\nmin-precision = "high"\nignore = ["double-acquire"]\n')
    run("--jobs", "2", "a.c")
    assert (scan.settings.jobs, scan.settings.min_precision) == (2, Precision.HIGH)
    assert scan.settings.ignore == ("double-acquire",)
    run("--rule", "double-acquire", "a.c")
    assert scan.settings.ignore == ()
    run("--no-config", "--no-cache", "a.c")
    assert scan.settings == Settings()


def test_where_results_are_kept(run: Run, scan: Scan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/home/somebody/.cache")
    run("a.c")
    assert scan.settings.cache == Path("/home/somebody/.cache/lockscan")
    Path(".lockscan.toml").write_text('cache-dir = "kept"\ncache-megabytes = 50\n')
    run("a.c")
    assert (scan.settings.cache, scan.settings.cache_megabytes) == (Path("kept"), 50)
    run("--no-cache", "a.c")
    assert scan.settings.cache is None


def test_configuration_of_the_scanned_directory_counts(run: Run, scan: Scan, tmp_path: Path) -> None:
    (tmp_path / "driver").mkdir()
    (tmp_path / "driver" / ".lockscan.toml").write_text("jobs = 7\n")
    run("driver")
    assert scan.settings.jobs == 7


def test_a_broken_configuration(run: Run, scan: Scan) -> None:
    Path("x.toml").write_text("\njobs = 'many'\n")
    status, _, err = run("--config", "x.toml", "a.c")
    assert (status, scan.paths) == (2, [])
    assert err == "lockscan: x.toml:2: 'jobs' must be a whole number; 0 means one for each processor\n"


def test_sarif_goes_to_stdout_and_the_total_to_stderr(run: Run, scan: Scan) -> None:
    scan.answer = OUTCOME
    _, out, err = run("--format", "sarif", "a.c")
    assert json.loads(out)["version"] == "2.1.0"
    assert err.startswith("lockscan: 2 files")


def test_output_file(run: Run, scan: Scan, tmp_path: Path) -> None:
    scan.answer = OUTCOME
    status, out, err = run("--format", "json", "--statistics", "-o", "report.jsonl", "a.c")
    assert (status, out) == (1, "")
    assert len((tmp_path / "report.jsonl").read_text().splitlines()) == 3
    assert "double-acquire  (error" in err
    assert run("-q", "-o", "-", "a.c")[2] == ""


def test_quiet_and_verbose(run: Run, scan: Scan) -> None:
    scan.answer = OUTCOME
    assert len(run("-q", "a.c")[1].splitlines()) == 2
    assert "too many paths" in run("-v", "a.c")[1]
    assert "silenced: known for years" in run("--show-suppressed", "a.c")[1]


def test_colour_needs_a_terminal_and_no_objection(run: Run, scan: Scan, monkeypatch: pytest.MonkeyPatch) -> None:
    scan.answer = OUTCOME
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    assert "\x1b[" in run("-q", "a.c")[1]
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in run("-q", "a.c")[1]


def test_list_rules(run: Run) -> None:
    status, out, _ = run("--list-rules")
    assert status == 0
    assert "double-acquire " in out
    assert all(len(line.split()) > 3 for line in out.splitlines())


def test_explain(run: Run) -> None:
    status, out, _ = run("--explain", "double-acquire")
    assert status == 0
    assert out.startswith("# double-acquire\n")
    assert "level: error" in out


def test_explain_on_a_terminal(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    out = click.unstyle(run("--explain", "double-acquire")[1])
    assert "What it finds" in out
    assert "## " not in out


def test_version(run: Run) -> None:
    status, out, _ = run("--version")
    assert status == 0
    assert out.startswith("lockscan 0.")
    assert "clang version" in out


def test_version_says_what_was_not_built(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lockscan.syntax.build.ACCELERATOR", None)
    monkeypatch.setattr("lockscan.cfg.builder.ACCELERATOR", object())
    assert "trees built in Python, graphs in C)" in run("--version")[1]


def test_help(run: Run) -> None:
    status, out, _ = run("--help")
    assert status == 0
    assert "PATH..." in out
    headings = [line for line in out.splitlines() if line.endswith(":") and not line.startswith((" ", "Usage"))]
    assert headings[0] == "Report:"
    assert headings[-1] == "Questions:"
    assert "Exit status:" in out


def test_a_reader_that_stops_early_is_no_error() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "lockscan", "--explain", "double-acquire"]
    done = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, "")
