"""Configuration files: what they may say, and what is said about the rest."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from lockscan.catalog import load_catalog
from lockscan.config import MODEL_TABLES, Settings, bad_define, find_file, read_file
from lockscan.errors import ConfigurationError
from lockscan.findings import Precision
from lockscan.models import schema

CATALOG = load_catalog()


def write(directory: Path, text: str, name: str = ".lockscan.toml") -> Path:
    path = directory / name
    path.write_text(text, encoding="utf-8")
    return path


def test_everything_that_can_be_said(tmp_path: Path) -> None:
    (tmp_path / "extra.toml").touch()
    (tmp_path / "headers").mkdir()
    path = write(
        tmp_path,
        """
rules = ["double-acquire", "unused-suppression"]
ignore = ["unused-suppression"]
min-precision = "low"
exclude = ["*/generated/*"]
kernel-headers = "headers"
compile-commands = "headers"
define = ["DEBUG", "LEVEL=2"]
jobs = 3
timeout = 7.5
models = ["extra.toml"]
""",
    )
    headers = Path(os.path.relpath(tmp_path / "headers"))
    assert read_file(path, CATALOG) == Settings(
        rules=("double-acquire", "unused-suppression"),
        ignore=("unused-suppression",),
        min_precision=Precision.LOW,
        exclude=("*/generated/*",),
        kernel_headers=headers,
        compile_commands=headers,
        define=("DEBUG", "LEVEL=2"),
        jobs=3,
        timeout=7.5,
        models=(Path(os.path.relpath(tmp_path / "extra.toml")),),
    )


def test_an_empty_file_changes_nothing(tmp_path: Path) -> None:
    assert read_file(write(tmp_path, ""), CATALOG) == Settings()


def test_a_file_with_model_rows_is_a_model_file(tmp_path: Path) -> None:
    path = write(tmp_path, '[[function]]\nprototype = "void f(void)"\n')
    assert read_file(path, CATALOG).models == (path,)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("\njob = 1\n", 2, "unknown key 'job'; did you mean 'jobs'?"),
        ("# x\n[[functoin]]\nprototype = 'x'\n", 2, "unknown key 'functoin'; did you mean 'function'?"),
        ("jobs = -1", 1, "'jobs' must be a whole number"),
        ("jobs = true", 1, "'jobs' must be a whole number"),
        ("cache-dir = 7", 1, "'cache-dir' must be a path"),
        ("cache-megabytes = 0", 1, "'cache-megabytes' must be a whole number above 0"),
        ("timeout = 0", 1, "'timeout' must be a number of seconds above 0"),
        ("timeout = nan", 1, "'timeout' must be a number of seconds above 0"),
        ("exclude = 'x'", 1, "'exclude' must be a list of strings"),
        ("exclude = [1]", 1, "'exclude' must be a list of strings"),
        ("min-precision = 'great'", 1, "'min-precision' is one of low, medium, high"),
        ("rules = ['dobule-acquire']", 1, "no rule 'dobule-acquire'; did you mean 'double-acquire'?"),
        ("\n\nignore = ['all']", 3, "no rule 'all'"),
        ("kernel-headers = 'nowhere'", 1, "does not exist"),
        ("kernel-headers = 3", 1, "'kernel-headers' must be a path"),
        ("models = ['nowhere.toml']", 1, "does not exist"),
        ("define = ['2x']", 1, "'2x' is not NAME or NAME=VALUE"),
        ("jobs = 1\njobs = 2\n", 2, "not valid TOML: Cannot overwrite a value"),
        ("jobs = [1,\n\n", 2, "not valid TOML"),
        ("\n\n???\n", 3, "not valid TOML"),
    ],
)
def test_mistakes_name_file_and_line(tmp_path: Path, text: str, line: int, message: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(ConfigurationError) as caught:
        read_file(path, CATALOG)
    assert (caught.value.path, caught.value.line) == (str(path), line)
    assert message in caught.value.message


def test_bytes_that_are_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / ".lockscan.toml"
    path.write_bytes(b"# fine\n# \xff\n")
    with pytest.raises(ConfigurationError, match=r"\.lockscan\.toml:2: not UTF-8"):
        read_file(path, CATALOG)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be read: No such file"):
        read_file(tmp_path / "none.toml", CATALOG)


def test_pyproject_speaks_in_its_own_table(tmp_path: Path) -> None:
    path = write(tmp_path, '[tool.other]\njobs = "x"\n[tool.lockscan]\njobs = 2\n', "pyproject.toml")
    assert read_file(path, CATALOG).jobs == 2


def test_lines_of_pyproject_are_those_of_its_table(tmp_path: Path) -> None:
    path = write(tmp_path, '[tool.other]\njobs = "x"\n[tool.lockscan]\njobs = "y"\n', "pyproject.toml")
    with pytest.raises(ConfigurationError) as caught:
        read_file(path, CATALOG)
    assert caught.value.line == 4


def test_pyproject_holds_no_model_rows(tmp_path: Path) -> None:
    path = write(tmp_path, '[tool.lockscan]\n[[tool.lockscan.function]]\nprototype = "x"\n', "pyproject.toml")
    with pytest.raises(ConfigurationError, match=r":2: model rows such as 'function' stand in \.lockscan\.toml"):
        read_file(path, CATALOG)


def test_the_nearest_file_is_found(tmp_path: Path) -> None:
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    top = write(tmp_path, "")
    assert find_file(deep) == top
    write(tmp_path / "a", "[project]\n", "pyproject.toml")  # says nothing about lockscan
    assert find_file(deep) == top
    project = write(tmp_path / "a", "[tool.lockscan]\n", "pyproject.toml")
    assert find_file(deep) == project
    assert find_file(tmp_path) == top
    beside = write(tmp_path / "a", "")
    assert find_file(deep) == beside


def test_model_tables_are_those_of_the_models_loader() -> None:
    assert MODEL_TABLES == schema.TABLES | schema.LISTS


@pytest.mark.parametrize(
    ("settings", "has", "lacks"),
    [
        (Settings(), "double-acquire", None),
        (Settings(rules=("unused-suppression",)), "unused-suppression", "double-acquire"),
        (Settings(rules=("all",), ignore=("double-acquire",)), "unused-suppression", "double-acquire"),
        (Settings(rules=("unused-suppression",), enable=("double-acquire",)), "double-acquire", None),
    ],
)
def test_selected_rules(settings: Settings, has: str, lacks: str | None) -> None:
    selected = settings.selected(CATALOG)
    assert has in selected
    assert lacks not in selected


@pytest.mark.parametrize(
    ("text", "is_bad"), [("A", False), ("A=1 + 2", False), ("F(x)=x", False), ("=1", True), ("", True), ("A B", True)]
)
def test_defines(text: str, is_bad: bool) -> None:
    assert bad_define(text) is is_bad


def test_a_rule_of_low_precision_shows_when_it_is_asked_for_by_name() -> None:
    guess, sure = CATALOG.rule("inconsistent-guard"), CATALOG.rule("double-acquire")
    assert not Settings().can_show(guess)
    assert not Settings(rules=("all",)).can_show(guess)
    assert Settings(rules=(guess.id,)).can_show(guess)
    assert Settings(enable=(guess.id,)).threshold(guess) is Precision.LOW
    assert Settings(min_precision=Precision.LOW).can_show(guess)
    assert Settings(rules=(sure.id,)).threshold(sure) is Precision.MEDIUM
    assert not Settings(rules=(guess.id,), min_precision=Precision.HIGH).can_show(guess)
    assert Settings(rules=(sure.id,), min_precision=Precision.LOW).threshold(sure) is Precision.LOW
