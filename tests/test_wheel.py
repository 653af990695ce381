"""The wheel carries everything: installed into an environment of its own, it runs far from the checkout."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

BAD = """\
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(table_lock);

void table_add(void)
{
	spin_lock(&table_lock);
	spin_lock(&table_lock);
}
"""


def call(*command: str | Path, cwd: Path, status: int = 0) -> str:
    done = subprocess.run([str(part) for part in command], cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy: what an earlier build left in the checkout must not get in."""
    directory = tmp_path_factory.mktemp("wheel")
    copy = directory / "copy"
    shutil.copytree(
        repository,
        copy,
        ignore=shutil.ignore_patterns(".*", "build", "*.egg-info", "*.so", "*.pickle", "*.pch", "__pycache__"),
    )
    call(sys.executable, "-m", "build", "--wheel", "--outdir", directory, copy, cwd=directory)
    (built,) = directory.glob("lockscan-*.whl")
    return built


@pytest.fixture(scope="module")
def program(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `lockscan` command of a new environment that knows nothing but the wheel and its dependencies."""
    directory = tmp_path_factory.mktemp("environment")
    venv.create(directory, with_pip=True)
    call(directory / "bin/python", "-m", "pip", "install", "--quiet", wheel, cwd=directory)
    return directory / "bin/lockscan"


def test_every_file_of_rules_is_in_the_wheel(wheel: Path, repository: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        packed = {name.removeprefix("lockscan/_rules/") for name in archive.namelist() if "/_rules/" in name}
    rules = repository / "rules"
    assert packed == {path.relative_to(rules).as_posix() for path in rules.rglob("*") if path.is_file()}


def test_the_models_are_in_the_wheel_as_they_are_wanted(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        assert "lockscan/models/bundled.pickle" in archive.namelist()


def test_the_program_looks_its_models_up(program: Path) -> None:
    look = "from lockscan.models.packed import bundled; print(len(bundled().functions) > 1000)"
    assert call(program.with_name("python"), "-c", look, cwd=program.parent) == "True\n"


def test_the_program_has_its_stub_headers_precompiled(program: Path) -> None:
    look = (
        "from lockscan.frontend import flags as f, stubs; print(stubs.precompiled_stubs((*f.stub_flags(()), f._STUBS)))"
    )
    file = Path(call(program.with_name("python"), "-c", look, cwd=program.parent).strip())
    assert file.parent.parts[-2:] == ("lockscan", "frontend")


def test_it_runs_outside_the_checkout(program: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.c").write_text(BAD)
    out = call(program, "--format", "json", "bad.c", cwd=tmp_path, status=1)
    first = json.loads(out.splitlines()[0])
    assert (first["rule"], first["path"], first["line"]) == ("double-acquire", "bad.c", 8)


def test_it_draws(program: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.c").write_text(BAD)
    assert "<style>" in call(program, "--graph", "table_add", "--graph-format", "svg", "bad.c", cwd=tmp_path)
    assert "<svg" in call(program, "--format", "html", "bad.c", cwd=tmp_path, status=1)


def test_it_knows_its_rules(program: Path, tmp_path: Path) -> None:
    assert "double-acquire" in call(program, "--list-rules", cwd=tmp_path)
    assert call(program, "--version", cwd=tmp_path).startswith("lockscan ")
