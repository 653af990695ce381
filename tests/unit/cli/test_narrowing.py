"""--since, --diff, --baseline and --write-baseline, from the command line to the report."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from lockscan import cli

OLD = """\
#include <linux/spinlock.h>
static DEFINE_SPINLOCK(a);
static DEFINE_SPINLOCK(b);
void one(void)
{
	spin_lock(&a);
	spin_lock(&a);
}
void two(void)
{
	spin_lock(&b);
	spin_unlock(&b);
}
"""
NEW = OLD.replace("\tspin_unlock(&b);", "\tspin_lock(&b);")
DIFF = """\
--- a/x.c
+++ b/x.c
@@ -12 +12 @@
-	spin_unlock(&b);
+	spin_lock(&b);
"""


@pytest.fixture(autouse=True)
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.c").write_text(NEW)
    return tmp_path


def scan(capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[dict[str, Any]], str]:
    status = cli.run(["--jobs", "1", "--format", "json", "--rule", "double-acquire", *arguments])
    captured = capfd.readouterr()
    return status, [json.loads(line) for line in captured.out.splitlines()], captured.err


def functions(records: list[dict[str, Any]]) -> list[str]:
    return [record["function"] for record in records if record["type"] == "finding"]


def git(directory: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", str(directory), *identity, *arguments], check=True, capture_output=True)


def test_since(capfd: pytest.CaptureFixture[str], directory: Path) -> None:
    (directory / "x.c").write_text(OLD)
    git(directory, "init", "-q")
    git(directory, "add", ".")
    git(directory, "commit", "-qm", "old")
    assert scan(capfd, "--since", "HEAD", ".")[0] == 0
    (directory / "x.c").write_text(NEW)
    status, records, err = scan(capfd, "--since", "HEAD", ".")
    assert (status, functions(records)) == (1, ["two"])
    assert records[-1]["hidden"] == 1
    assert "lockscan: 1 finding left out: not about code that changed since HEAD" in err
    status, _, err = scan(capfd, "--since", "gone", ".")
    assert (status, err) == (2, "lockscan: git knows no revision 'gone'\n")


def test_diff(capfd: pytest.CaptureFixture[str], directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (directory / "change.diff").write_text(DIFF)
    assert functions(scan(capfd, "--diff", "change.diff", ".")[1]) == ["two"]
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(DIFF.encode())))
    assert functions(scan(capfd, "--diff", "-", ".")[1]) == ["two"]


def test_a_diff_that_does_not_fit(capfd: pytest.CaptureFixture[str], directory: Path) -> None:
    (directory / "change.diff").write_text(DIFF + DIFF.replace("x.c", "gone.c"))
    (directory / "x.c").write_text(OLD)
    err = scan(capfd, "--diff", "change.diff", ".")[2]
    assert "lockscan: x.c:12: not as the diff says; is it applied?\n" in err
    assert "lockscan: b/gone.c: the diff names it, and there is no such file\n" in err


def test_since_and_diff_exclude_each_other(capfd: pytest.CaptureFixture[str]) -> None:
    assert "exclude each other" in scan(capfd, "--since", "HEAD", "--diff", "-", ".")[2]


def test_baseline(capfd: pytest.CaptureFixture[str], directory: Path) -> None:
    (directory / "x.c").write_text(OLD)
    status, _, err = scan(capfd, "--write-baseline", "known.json", ".")
    assert (status, err) == (0, "lockscan: known.json: 1 finding written\n")
    (directory / "x.c").write_text("\n" + NEW)
    status, records, _ = scan(capfd, "--baseline", "known.json", ".")
    assert (status, functions(records)) == (1, ["two"])
    (directory / "x.c").write_text("int x;\n")
    status, records, err = scan(capfd, "--baseline", "known.json", ".")
    assert (status, records[-1]["remarks"]) == (
        0,
        ["known.json: expired, no longer found: x.c: one(): double-acquire"],
    )
    assert "expired" in err


def test_an_entry_that_this_scan_could_not_find_has_not_expired(
    capfd: pytest.CaptureFixture[str], directory: Path
) -> None:
    scan(capfd, "--write-baseline", "known.json", ".")
    (directory / "y.c").write_text("int y;\n")
    assert scan(capfd, "--baseline", "known.json", "y.c")[1][-1]["remarks"] == []
    assert (
        scan(capfd, "--baseline", "known.json", "--min-precision", "high", "--ignore", "double-acquire", ".")[1][-1][
            "remarks"
        ]
        == []
    )


def test_what_lay_elsewhere_has_not_expired(capfd: pytest.CaptureFixture[str], directory: Path) -> None:
    (directory / "sub").mkdir()
    (directory / "sub/y.c").write_text("int y;\n")
    scan(capfd, "--write-baseline", "known.json", ".")
    (directory / "x.c").unlink()
    assert scan(capfd, "--baseline", "known.json", "sub")[1][-1]["remarks"] == []
    assert len(scan(capfd, "--baseline", "known.json", ".")[1][-1]["remarks"]) > 0


def test_the_fingerprint_is_that_of_the_whole_scan(capfd: pytest.CaptureFixture[str], directory: Path) -> None:
    whole = {r["function"]: r["fingerprint"] for r in scan(capfd, ".")[1] if r["type"] == "finding"}
    (directory / "change.diff").write_text(DIFF)
    part = {r["function"]: r["fingerprint"] for r in scan(capfd, "--diff", "change.diff", ".")[1][:-1]}
    assert part == {"two": whole["two"]}


def test_write_baseline_where_nothing_can_be_written(capfd: pytest.CaptureFixture[str]) -> None:
    status, _, err = scan(capfd, "--write-baseline", "no/such/dir", ".")
    assert status == 2
    assert "No such file or directory" in err
