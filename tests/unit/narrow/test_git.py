"""Changes as git tells them, in repositories made here."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from lockscan.errors import LockscanError
from lockscan.narrow import git


def run(directory: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", str(directory), *identity, *arguments], check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    top = tmp_path / "top"
    (top / "drv").mkdir(parents=True)
    run(top, "init", "-q", "-b", "main")
    (top / "drv/a.c").write_text("one();\ntwo();\nthree();\n")
    (top / ".gitignore").write_text("*.o\n")
    run(top, "add", ".")
    run(top, "commit", "-qm", "first")
    return top.resolve()


def test_since_sees_commits_the_work_tree_and_new_files(repository: Path) -> None:
    run(repository, "checkout", "-qb", "topic")
    (repository / "drv/a.c").write_text("one();\n2;\nthree();\n")
    run(repository, "commit", "-qam", "second")
    (repository / "drv/a.c").write_text("one();\n2;\nthree();\nfour();\n")
    (repository / "drv/new.c").write_text("int x;\n")
    (repository / "drv/new.o").write_text("")
    changes = git.since("main", repository / "drv")
    assert changes.files[repository / "drv/a.c"].lines == {2, 4}
    assert changes.files[repository / "drv/a.c"].cuts == (1,)
    assert changes.whole == {repository / "drv/new.c"}


def test_since_counts_from_where_the_branches_parted(repository: Path) -> None:
    run(repository, "checkout", "-qb", "topic")
    run(repository, "checkout", "-q", "main")
    (repository / "drv/a.c").write_text("zero();\none();\ntwo();\nthree();\n")
    run(repository, "commit", "-qam", "elsewhere")
    run(repository, "checkout", "-q", "topic")
    assert git.since("main", repository).files == {}


def test_renamed_files(repository: Path) -> None:
    run(repository, "mv", "drv/a.c", "drv/b \u00e4.c")
    text = (repository / "drv/b \u00e4.c").read_text()
    (repository / "drv/b \u00e4.c").write_text(text + "four();\n")
    assert git.since("HEAD", repository).files[repository / "drv/b \u00e4.c"].lines == {4}


def test_staged_changes_only(repository: Path) -> None:
    (repository / "drv/a.c").write_text("one();\ntwo();\nstaged();\n")
    run(repository, "add", ".")
    (repository / "drv/a.c").write_text("work();\ntwo();\nstaged();\n")
    assert git.staged(repository / "drv").files[repository / "drv/a.c"].lines == {3}


def test_between_two_commits(repository: Path) -> None:
    (repository / "drv/a.c").write_text("one();\ntwo();\n3;\n")
    run(repository, "commit", "-qam", "second")
    assert git.between("HEAD~", "HEAD", repository).files[repository / "drv/a.c"].lines == {3}


def test_settings_of_the_user_do_not_matter(repository: Path) -> None:
    run(repository, "config", "diff.mnemonicPrefix", "true")
    run(repository, "config", "diff.noprefix", "true")
    run(repository, "config", "diff.relative", "true")
    run(repository, "config", "color.ui", "always")
    run(repository, "config", "diff.external", "false")
    (repository / "drv/a.c").write_text("1;\ntwo();\nthree();\n")
    assert git.since("HEAD", repository / "drv").files[repository / "drv/a.c"].lines == {1}


@pytest.mark.parametrize("revision", ["nothing", "--output=x", "HEAD:drv"])
def test_no_such_revision(repository: Path, revision: str) -> None:
    with pytest.raises(LockscanError, match="git knows no revision"):
        git.since(revision, repository)
    assert not (repository / "x").exists()


def test_no_repository(tmp_path: Path) -> None:
    with pytest.raises(LockscanError, match="git rev-parse: not a git repository"):
        git.since("HEAD", tmp_path)


def test_no_git(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(LockscanError, match="git cannot be run"):
        git.since("HEAD", repository)
