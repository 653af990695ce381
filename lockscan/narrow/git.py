"""What git says has changed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from lockscan.errors import LockscanError
from lockscan.narrow.changes import Changes, located, read_diff

_PLAIN = ("--no-color", "--no-ext-diff", "--no-textconv", "--unified=0", "--src-prefix=a/", "--dst-prefix=b/")


def since(revision: str, directory: Path) -> Changes:
    """What the work tree has that `revision` had not, from where the two parted; untracked files are new.

    Raises LockscanError outside a repository, and for a revision that git does not know.
    """
    top = top_of(directory)
    commit = _commit(revision, directory)
    parted = _git(directory, "merge-base", commit, "HEAD", may_fail=True).decode().strip() or commit
    changes = _diff(top, parted)
    new = _git(top, "ls-files", "--others", "--exclude-standard", "-z").split(b"\0")
    return replace(changes, whole=frozenset((top / _text(name)).resolve() for name in new if name))


def staged(directory: Path) -> Changes:
    """What the next commit would change."""
    return _diff(top_of(directory), "--cached")


def between(old: str, new: str, directory: Path) -> Changes:
    """What `new` has that `old` had not, from where the two parted."""
    return _diff(top_of(directory), f"{_commit(old, directory)}...{_commit(new, directory)}")


def _diff(top: Path, *what: str) -> Changes:
    data = _git(top, "-c", "core.quotePath=false", "diff", *_PLAIN, *what, "--")
    changes, _lost = located(read_diff(data, "git diff"), [top])
    return changes


def top_of(directory: Path) -> Path:
    """The top of the work tree that the directory lies in."""
    return Path(_text(_git(directory, "rev-parse", "--show-toplevel")).removesuffix("\n"))


def _commit(revision: str, directory: Path) -> str:
    found = _git(
        directory, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}", may_fail=True
    )
    if not found:
        raise LockscanError(f"git knows no revision '{revision}'")
    return found.decode().strip()


def _git(directory: Path, *arguments: str, may_fail: bool = False) -> bytes:
    import subprocess

    command = ["git", "-C", str(directory), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, check=False)
    except OSError as error:
        raise LockscanError(f"git cannot be run: {error.strerror}") from error
    if done.returncode and not may_fail:
        reason = _text(done.stderr).strip().removeprefix("fatal: ") or f"exit status {done.returncode}"
        raise LockscanError(f"git {arguments[0]}: {reason}")
    return b"" if done.returncode else done.stdout


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")
