"""Fixes carried out: which, where, and what is left as it was."""

from __future__ import annotations

import subprocess
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from lockscan import app
from lockscan.config import Settings
from lockscan.errors import LockscanError
from lockscan.findings import Edit, Finding, Fix, Outcome
from lockscan.mend import diff, mend, write
from tests.unit.report.samples import NOTE

FIXTURES = Path(__file__).parent.parent.parent / "fixtures"
MENDABLE_RULES = (
    "deprecated-spinlock-initializer",
    "deprecated-rwlock-initializer",
    "irq-unsafe-lock",
    "softirq-unsafe-lock",
    "unused-suppression",
)
MENDABLE = sorted(path for rule in MENDABLE_RULES for path in (FIXTURES / rule).rglob("*.c"))


def finding(*edits: tuple[int, int, str], path: str = "a.c") -> Finding:
    fix = Fix("Mend it", tuple(Edit(path, start, end, text) for start, end, text in edits))
    return replace(NOTE, fixes=(fix,), key=str(edits))


def mended(data: bytes, *findings: Finding) -> bytes:
    return mend(findings, {"a.c": data}).new.get("a.c", data)


def test_edits_from_the_last_to_the_first() -> None:
    assert mended(b"one two three", finding((0, 3, "1")), finding((8, 13, "3"), (4, 7, "2"))) == b"1 2 3"


def test_the_same_edit_twice_is_one() -> None:
    result = mend([finding((0, 3, "1")), replace(finding((0, 3, "1")), message="again")], {"a.c": b"one"})
    assert (result.new["a.c"], len(result.mended), len(result.left)) == (b"1", 2, 0)


def test_fixes_that_meet_wait() -> None:
    first, second = finding((0, 5, "x")), finding((4, 7, "y"))
    result = mend([first, second], {"a.c": b"one two three"})
    assert (result.mended, result.left, result.new["a.c"]) == ((first,), (second,), b"xwo three")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"a;\n  /* x */\nb;\n", b"a;\nb;\n"),
        (b"a; /* x */\nb;\n", b"a;\nb;\n"),
        (b"a;\t/* x */\r\nb;\r\n", b"a;\r\nb;\r\n"),
        (b"a; /* x */ b;\n", b"a; b;\n"),
        (b"/* x */", b""),
    ],
)
def test_what_goes_takes_its_white_space_along(before: bytes, after: bytes) -> None:
    start = before.index(b"/*")
    assert mended(before, finding((start, start + len(b"/* x */"), ""))) == after


def test_nothing_to_mend() -> None:
    result = mend([NOTE], {"a.c": b""})
    assert (result.new, result.mended, diff(result)) == ({}, (), b"")


def test_the_diff_applies(tmp_path: Path) -> None:
    data = b"caf\xe9\r\none\rtwo\r\nlast"
    result = mend([finding((6, 9, "1")), finding((len(data) - 4, len(data), "end"))], {"a.c": data})
    (tmp_path / "a.c").write_bytes(data)
    (tmp_path / "x.diff").write_bytes(diff(result))
    subprocess.run(["git", "apply", "--unsafe-paths", "x.diff"], cwd=tmp_path, check=True, capture_output=True)
    assert (tmp_path / "a.c").read_bytes() == result.new["a.c"] == b"caf\xe9\r\n1\rtwo\r\nend"


def test_a_file_that_changed_meanwhile(tmp_path: Path) -> None:
    path = tmp_path / "a.c"
    path.write_bytes(b"two")
    other = tmp_path / "b.c"
    other.write_bytes(b"one")
    sources = {str(path): b"one", str(other): b"one"}
    result = mend([finding((0, 3, "1"), path=str(path)), finding((0, 3, "1"), path=str(other))], sources)
    with pytest.raises(LockscanError, match="changed while it was scanned"):
        write(result)
    assert other.read_bytes() == b"one"
    path.unlink()
    with pytest.raises(LockscanError, match="No such file"):
        write(result)


def counts(outcome: Outcome) -> Counter[str]:
    return Counter(found.rule for found in outcome.findings)


@pytest.mark.parametrize("path", MENDABLE, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_fixtures_are_clean_of_what_was_mended(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for file in path.parent.iterdir() if path.parent.name.startswith("bad_") else [path]:
        (tmp_path / file.name).write_bytes(file.read_bytes())
    before = app.scan([Path()], Settings(jobs=1))
    result = mend(before.findings, before.sources)
    write(result)
    after = app.scan([Path()], Settings(jobs=1))
    assert counts(after) == counts(before) - Counter(found.rule for found in result.mended)
    assert after.skipped == before.skipped
    assert mend(after.findings, after.sources).mended == result.left == ()


def test_declarations_at_one_place_are_one_paragraph() -> None:
    one, other = (finding((1, 1, f"\n\t{name};\n")) for name in ("flags", "irq_flags"))
    assert mend([one, other], {"a.c": b"{\n\tf();"}).new["a.c"] == b"{\n\tflags;\n\tirq_flags;\n\n\tf();"
