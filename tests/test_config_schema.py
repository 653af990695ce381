"""The schema for editors says what the code accepts."""

from __future__ import annotations

import json
import os
import re
import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from lockscan.catalog import load_catalog
from lockscan.config import read_file
from lockscan.errors import ConfigurationError
from lockscan.models import load
from tests.config_schema import TABLES, schema


@pytest.fixture(scope="module")
def published(repository: Path) -> dict[str, Any]:
    path = repository / "rules/lockscan.schema.json"
    if os.environ.get("LOCKSCAN_UPDATE_GOLDEN"):
        path.write_text(json.dumps(schema(load_catalog()), indent=1) + "\n", encoding="utf-8")
    parsed: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return parsed


def fits(published: dict[str, Any], text: str) -> bool:
    return jsonschema.Draft7Validator(published).is_valid(tomllib.loads(text))


def test_it_agrees_with_the_code(published: dict[str, Any]) -> None:
    how = "LOCKSCAN_UPDATE_GOLDEN=1 pytest tests/test_config_schema.py writes it anew"
    assert published == schema(load_catalog()), how
    jsonschema.Draft7Validator.check_schema(published)


def test_every_table_is_described() -> None:
    from lockscan.config import MODEL_TABLES

    assert set(TABLES) == MODEL_TABLES


def test_the_example_of_the_readme_fits(published: dict[str, Any], repository: Path) -> None:
    example = re.search(r"```toml\n(.*?)```", (repository / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert example is not None
    assert fits(published, example[1].replace("a-rule-that-is-off-by-default", "needless-irqsave"))


def test_the_bundled_models_fit(published: dict[str, Any], repository: Path) -> None:
    for path in sorted((repository / "rules/models").glob("*.toml")):
        assert fits(published, path.read_text(encoding="utf-8")), path.name


@pytest.mark.parametrize(
    "text",
    [
        "",
        'rules = ["all"]\nenable = ["double-acquire"]\nmin-precision = "low"\njobs = 0\ntimeout = 0.5\n',
        'directories = { "." = { ignore = ["double-acquire"], min-precision = "high" } }\n',
        '[[function]]\nprototype = "void f(void)"\neffects = ["may_sleep"]\n',
    ],
)
def test_both_accept(published: dict[str, Any], tmp_path: Path, text: str) -> None:
    path = tmp_path / ".lockscan.toml"
    path.write_text(text)
    load.load(read_file(path, load_catalog()).models)
    assert fits(published, text)


@pytest.mark.parametrize(
    "text",
    [
        "job = 1",
        'rules = ["dobule-acquire"]',
        'ignore = ["all"]',
        'min-precision = "very-high"',
        "jobs = -1",
        "jobs = 1.5",
        "jobs = true",
        "timeout = 0",
        'exclude = "x"',
        "kernel-headers = 3",
        'models = "x.toml"',
        "directories = 3",
        'directories = { "." = { jobs = 3 } }',
        'directories = { "." = { enable = ["nothing"] } }',
        '[[functoin]]\nprototype = "void f(void)"',
        '[[function]]\nprotoype = "void f(void)"',
        'globals = "x"',
    ],
)
def test_both_refuse(published: dict[str, Any], tmp_path: Path, text: str) -> None:
    path = tmp_path / ".lockscan.toml"
    path.write_text(text)
    with pytest.raises(ConfigurationError):
        load.load(read_file(path, load_catalog()).models)
    assert not fits(published, text)
