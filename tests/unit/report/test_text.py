"""The text report."""

from __future__ import annotations

import re
from dataclasses import replace

import click

from lockscan.findings import Level, Location, Skipped
from lockscan.report.text import TextOptions, printable, render
from tests.golden.compare import check
from tests.unit.report.samples import DEADLOCK, NOTE, OUTCOME, outcome

PLACE = re.compile(r"^[^\s:]+:\d+:\d+: ")


def text(options: TextOptions | None = None) -> list[str]:
    return list(render(OUTCOME, options or TextOptions()))


def test_whole_report() -> None:
    check("report.txt", "\n".join(text()) + "\n")


def test_whole_report_verbose() -> None:
    options = TextOptions(is_verbose=True, show_suppressed=True, statistics=True)
    check("report-verbose.txt", "\n".join(text(options)) + "\n")


def test_quiet_is_one_line_a_finding() -> None:
    lines = text(TextOptions(is_quiet=True))
    assert len(lines) == 2
    assert all(PLACE.match(line) for line in lines)


def test_colour_changes_nothing_else() -> None:
    coloured = text(TextOptions(colour=True))
    assert any("\x1b[" in line for line in coloured)
    assert [click.unstyle(line) for line in coloured] == text()


def test_notes_can_be_parsed_like_findings() -> None:
    notes = [line for line in text() if ": note:" in line]
    assert len(notes) == 6
    assert all(PLACE.match(line) for line in notes)


def test_few_skipped_inputs_are_listed_and_all_are_counted() -> None:
    skipped = tuple(Skipped(f"f{number}.c", 0, "", "unreadable") for number in range(8))
    lines = list(render(replace(outcome(), skipped=skipped), TextOptions()))
    assert sum("unreadable" in line for line in lines) == 5
    assert lines[-2] == "… and 3 more that were not analysed (-v lists them)"
    assert lines[-1].endswith("8 skipped")


def test_caret_stands_below_its_text_after_tabs_and_wide_characters() -> None:
    source = "\t/* 漢字 e\u0301 */ lock(&a);\n".encode()
    start = source.index(b"lock")
    finding = replace(NOTE, location=Location("a.c", start, start + 4))
    lines = list(render(outcome(finding, sources={"a.c": source}), TextOptions()))
    assert lines[2] == "      | \t" + " " * len("/* ____ e */ ") + "^~~~"


def test_caret_of_a_region_over_several_lines_ends_with_the_first() -> None:
    source = b"call(a,\n     b);\n"
    finding = replace(NOTE, location=Location("a.c", 0, 15))
    lines = list(render(outcome(finding, sources={"a.c": source}), TextOptions()))
    assert lines[1:3] == ["    1 | call(a,", "      | ^~~~~~~"]


def test_source_cannot_steer_the_terminal() -> None:
    source = b"lock(); /* \x1b[2J \x07 \xff */\n"
    finding = replace(NOTE, location=Location("\x1bx.c", 0, 4), message="bell \x07")
    report = "\n".join(render(outcome(finding, sources={"\x1bx.c": source}), TextOptions()))
    assert "\x1b" not in report
    assert "\x07" not in report


def test_printable_keeps_ordinary_text() -> None:
    assert printable("\tnaïve 漢字 …") == "\tnaïve 漢字 …"


def test_total_counts_by_level() -> None:
    assert "2 errors, 1 note" in list(render(outcome(DEADLOCK, DEADLOCK, NOTE), TextOptions()))[-1]
    assert "no findings" in list(render(outcome(), TextOptions()))[-1]
    assert "1 warning," in list(render(outcome(replace(NOTE, level=Level.WARNING)), TextOptions()))[-1]
