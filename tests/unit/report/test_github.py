"""Annotations: what GitHub's runner reads out of them."""

from __future__ import annotations

import re
from dataclasses import replace

from lockscan.findings import Level, Location, Precision
from lockscan.report import github
from tests.unit.report.samples import DEADLOCK, DRIVER, NOTE, OUTCOME, outcome

COMMAND = re.compile(r"::(\w+) ([^:]*)::(.*)\Z")


def parsed(line: str) -> tuple[str, dict[str, str], str]:
    """As the runner does it."""
    found = COMMAND.match(line)
    assert found is not None
    pairs = (pair.split("=", 1) for pair in found[2].split(","))
    properties = {key: _plain(value.replace("%3A", ":").replace("%2C", ",")) for key, value in pairs}
    return found[1], properties, _plain(found[3])


def _plain(text: str) -> str:
    return text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")


def test_a_finding() -> None:
    command, properties, message = parsed(next(github.render(outcome(DEADLOCK))))
    assert command == "error"
    assert properties == {
        "file": "drivers/card.c",
        "line": "15",
        "endLine": "15",
        "col": "2",
        "endColumn": "24",
        "title": "double-acquire",
    }
    assert message.startswith(DEADLOCK.message + "\n\nCPU0: task, hard irqs on:\n  card_ioctl() is called\n")
    assert "*** DEADLOCK ***" in message
    assert message.endswith("assumption: card_ioctl() runs in task context: nothing in these files calls it")


def test_hostile_text_stays_inside() -> None:
    evil = replace(
        NOTE,
        message="100%\r\n::error file=x::boom\x1b[31m",
        location=Location("a,b:c%\n::warning::.c", 0, 3),
    )
    (line,) = github.render(outcome(evil))
    assert "\n" not in line
    assert "\x1b" not in line
    _command, properties, message = parsed(line)
    assert properties["file"] == "a,b:c%\N{REPLACEMENT CHARACTER}::warning::.c"
    assert message.startswith("100%")


def test_a_place_of_several_lines_has_no_columns() -> None:
    place = Location("drivers/card.c", DRIVER.index(b"spin_lock"), DRIVER.index(b"events++"))
    properties = parsed(next(github.render(outcome(replace(NOTE, location=place)))))[1]
    assert (properties["line"], properties["endLine"], "col" in properties) == ("7", "8", False)


def test_the_surest_come_first() -> None:
    note, warning, sure = NOTE, replace(NOTE, level=Level.WARNING), replace(NOTE, precision=Precision.HIGH)
    commands = [parsed(line) for line in github.render(outcome(note, sure, warning, DEADLOCK))]
    assert [command for command, _properties, _message in commands] == ["error", "warning", "notice", "notice"]
    many = [replace(NOTE, key=str(number)) for number in range(11)]
    assert list(github.render(outcome(*many)))[-1] == "GitHub shows 10 of these 11 annotations of level notice."


def test_what_else_there_is_to_say() -> None:
    lines = list(github.render(replace(OUTCOME, failures=("rule: broken",)), show_suppressed=True))
    silenced, file, function, failure = (parsed(line) for line in lines[2:])
    assert silenced[1]["title"] == "unused-suppression (silenced: known for years)"
    assert (file[0], file[1]["file"], file[2]) == ("warning", "drivers/broken.c", "not analysed: not a text file")
    assert function[2] == "card_probe() was not analysed: the parser lost it"
    assert failure == ("error", {"title": "lockscan"}, "rule: broken")


def test_long_messages_are_cut() -> None:
    long = replace(DEADLOCK, message="x" * 100_000)
    assert len(next(github.render(outcome(long)))) < 5000
