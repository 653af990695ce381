"""Fingerprints survive what does not matter and change with what does."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lockscan.findings import Finding, Location
from lockscan.report.fingerprint import fingerprints
from lockscan.report.source import Sources
from tests.unit.report.samples import DEADLOCK, DRIVER, IOCTL, PATH


def digest(finding: Finding, data: bytes = DRIVER) -> str:
    return fingerprints([finding], Sources({finding.location.path: data}))[0]


def moved(by: int) -> Finding:
    return replace(DEADLOCK, location=Location(PATH, IOCTL.start + by, IOCTL.end + by, IOCTL.function))


def test_lines_inserted_above_change_nothing() -> None:
    inserted = b"/* new */\n\n\n"
    assert digest(moved(len(inserted)), inserted + DRIVER) == digest(DEADLOCK)


def test_indentation_changes_nothing() -> None:
    start = DRIVER.rindex(b"\t", 0, IOCTL.start)
    deeper = DRIVER[:start] + b"\t\t    " + DRIVER[start + 1 :]
    assert digest(moved(5), deeper) == digest(DEADLOCK)


def test_the_message_changes_nothing() -> None:
    assert digest(replace(DEADLOCK, message="at line 12")) == digest(DEADLOCK)


@pytest.mark.parametrize(
    "changed",
    [
        replace(DEADLOCK, rule="irq-unsafe-lock"),
        replace(DEADLOCK, lock="struct other.lock"),
        replace(DEADLOCK, key="other"),
        replace(DEADLOCK, location=replace(IOCTL, function="other")),
        replace(DEADLOCK, location=replace(IOCTL, start=IOCTL.start + 30)),
    ],
    ids=["rule", "lock", "key", "function", "line"],
)
def test_what_identifies_a_finding_changes_it(changed: Finding) -> None:
    assert digest(changed) != digest(DEADLOCK)


def test_twins_differ_and_keep_their_order() -> None:
    sources = Sources({PATH: DRIVER})
    both = fingerprints([DEADLOCK, DEADLOCK], sources)
    assert both[0] != both[1]
    assert both[0] == digest(DEADLOCK)
