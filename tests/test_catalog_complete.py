"""Page, check, and fixtures of a rule share one stem, and no rule lacks one of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import lockscan.checks
from lockscan.catalog import load_catalog
from lockscan.checks import ALL
from tests.fixtures_harness import FIXTURES

SUPPRESSIONS = "unused-suppression"  # made by the suppressions themselves, after all checks: it has no module
OTHER_FOLDERS = {"drivers", "interproc", "legacy", "state"}
LEAST = 4  # situations of each kind


def _situations(rule: str, kind: str) -> Iterator[Path]:
    for path in (FIXTURES / rule).glob(f"{kind}_*"):
        if path.suffix == ".c" or (path.is_dir() and any(path.rglob("*.c"))):
            yield path


def test_every_check_has_its_page_and_every_page_its_check() -> None:
    assert {rule for rule, _check in ALL} | {SUPPRESSIONS} == set(load_catalog().ids())


def test_no_rule_is_listed_twice() -> None:
    assert len({rule for rule, _check in ALL}) == len(ALL)


@pytest.mark.parametrize("rule", [rule for rule, _check in ALL])
def test_the_module_is_named_after_the_rule(rule: str) -> None:
    module = Path(lockscan.checks.__file__).with_name(rule.replace("-", "_") + ".py")
    assert f'\nRULE = "{rule}"\n' in module.read_text(encoding="utf-8")


def test_every_module_that_names_a_rule_is_listed() -> None:
    modules = Path(lockscan.checks.__file__).parent.glob("*.py")
    named = {path.stem.replace("_", "-") for path in modules if "\nRULE = " in path.read_text(encoding="utf-8")}
    assert named == {rule for rule, _check in ALL}


@pytest.mark.parametrize("kind", ["bad", "ok"])
@pytest.mark.parametrize("rule", load_catalog().ids())
def test_every_rule_has_enough_fixtures(rule: str, kind: str) -> None:
    assert len(list(_situations(rule, kind))) >= LEAST


def test_every_folder_of_fixtures_is_known() -> None:
    folders = {path.name for path in FIXTURES.iterdir() if path.is_dir()}
    assert folders == OTHER_FOLDERS | set(load_catalog().ids())
