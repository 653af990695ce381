"""Unified diffs as changed lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from lockscan.errors import LockscanError
from lockscan.narrow.changes import FileChange, located, read_diff

CHANGE = b"""\
diff --git a/drivers/card.c b/drivers/card.c
index 1111111..2222222 100644
--- a/drivers/card.c
+++ b/drivers/card.c
@@ -3,6 +3,6 @@ int f(void)
 {
 	int a;
-	lock(&x);
+	lock_bh(&x);
 	a = 1;
-	unlock(&x);
+	a++;
 	a = 2;
@@ -20,3 +20,2 @@ int g(void)
 	one();
-	two();
 	three();
"""  # noqa: E101 -- context lines begin with a space


def only(data: bytes) -> FileChange:
    ((_name, change),) = read_diff(data, "x.diff")
    return change


def test_lines_and_cuts() -> None:
    ((name, change),) = read_diff(CHANGE, "x.diff")
    assert name == "b/drivers/card.c"
    assert change.lines == {5, 7}
    assert change.cuts == (4, 6, 20)
    assert change.texts == ((5, "\tlock_bh(&x);"), (7, "\ta++;"))


def test_without_context() -> None:
    diff = b"--- a/x.c\n+++ b/x.c\n@@ -5 +4,0 @@\n-\tunlock(&x);\n@@ -9,0 +9 @@\n+\tlock(&x);\n"
    assert (only(diff).lines, only(diff).cuts) == ({9}, (4,))


@pytest.mark.parametrize(
    ("removed", "added"),
    [
        ("\tf(a);", "\t  f( a );"),
        ('\tprint("one %d", a);', '\tprint("two %d", a);'),
        ("\ta = 1;", "\ta = 2;"),
        ("\t/* words */", ""),
    ],
)
def test_what_takes_no_code_away(removed: str, added: str) -> None:
    diff = f"--- a/x.c\n+++ b/x.c\n@@ -1 +1 @@\n-{removed}\n+{added}\n"
    assert only(diff.encode()).cuts == ()


@pytest.mark.parametrize("removed", ["\tf(a);", "\treturn 0;", "\tgoto out;", "\tif (a)"])
def test_what_does(removed: str) -> None:
    diff = f"--- a/x.c\n+++ b/x.c\n@@ -1 +1 @@\n-{removed}\n+\ta = b;\n"
    assert only(diff.encode()).cuts == (0,)


def test_a_file_that_is_gone_is_no_change() -> None:
    diff = b"--- a/x.c\n+++ /dev/null\n@@ -1 +0,0 @@\n-int x;\n"
    assert read_diff(diff, "x.diff") == []


def test_crlf_and_other_encodings() -> None:
    diff = b"--- a/x.c\r\n+++ b/x.c\r\n@@ -1 +1 @@\r\n-/* a */\r\n+/* \xe4 */\r\n"
    assert only(diff).lines == {1}


def test_names_that_git_quotes(tmp_path: Path) -> None:
    path = tmp_path / 'odd "\u00e4.c'
    path.touch()
    diff = '--- a/x.c\n+++ "b/odd \\"\u00e4.c"\n@@ -0,0 +1 @@\n+int x;\n'
    changes, lost = located(read_diff(diff.encode(), "x.diff"), [tmp_path])
    assert (list(changes.files), lost) == ([path.resolve()], ())
    escaped = diff.replace("\u00e4", "\\303\\244")
    changes, lost = located(read_diff(escaped.encode(), "x.diff"), [tmp_path])
    assert (list(changes.files), lost) == ([path.resolve()], ())


def test_an_empty_diff_changes_nothing() -> None:
    assert read_diff(b"", "x.diff") == []
    assert read_diff(b"diff --git a/x.c b/x.c\nold mode 100644\nnew mode 100755\n", "x.diff")[0][1] == FileChange()


@pytest.mark.parametrize("data", [b"int main(void) { return 0; }\n", b"--- a/x\n+++ b/x\n@@ -1,9 +1 @@\n-x\n"])
def test_no_diff(data: bytes) -> None:
    with pytest.raises(LockscanError, match=r"x\.diff: not a unified diff"):
        read_diff(data, "x.diff")


def test_where_a_name_is_looked_for(tmp_path: Path) -> None:
    (tmp_path / "drivers").mkdir()
    for name in ("drivers/card.c", "plain.c"):
        (tmp_path / name).touch()
    named = [(name, FileChange(frozenset({1}))) for name in ("b/drivers/card.c", "plain.c", "b/gone.c", "b/gone.txt")]
    changes, lost = located(named, [tmp_path / "drivers", tmp_path])
    assert set(changes.files) == {(tmp_path / "drivers/card.c").resolve(), (tmp_path / "plain.c").resolve()}
    assert lost == ("b/gone.c",)
    assert changes.is_about((tmp_path / "plain.c").resolve())
