"""The format of catalogue pages. What the pages say is tested by running them."""

from __future__ import annotations

from pathlib import Path

import pytest

from lockscan.catalog import Catalog, Rule, closest, load_catalog, read_catalog, read_page
from lockscan.errors import ConfigurationError
from lockscan.findings import Level, Precision

PAGE = """\
+++
id = "some-rule"
summary = "something is wrong"
level = "warning"
precision = "very-high"
security-severity = 5
tags = ["security", "external/cwe/cwe-667"]
default = false
+++

# some-rule

## What it finds

Things.

## Why it matters

It does.

## Bad

One:

```c
int bad;
```

And two:

```c
int worse;
```

## Good

```c
int good;
```

```sh
not C
```

## What it misses

Much.

## How to silence

Do not.
"""


def read(directory: Path, text: str) -> Rule:
    path = directory / "some-rule.md"
    path.write_text(text, encoding="utf-8")
    return read_page(path)


def test_a_page(tmp_path: Path) -> None:
    rule = read(tmp_path, PAGE)
    assert (rule.id, rule.summary, rule.level, rule.precision) == (
        "some-rule",
        "something is wrong",
        Level.WARNING,
        Precision.VERY_HIGH,
    )
    assert (rule.security_severity, rule.is_default) == (5.0, False)
    assert rule.page.startswith("# some-rule\n")
    assert rule.examples("Bad") == ("int bad;\n", "int worse;\n")
    assert rule.examples("Good") == ("int good;\n",)
    assert rule.section("What it misses") == "Much."


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("+++\nid", "id", 1, "begins with TOML front matter"),
        ('id = "some-rule"', 'id = "other"', 2, "is not the file's stem"),
        ('level = "warning"', 'level = "bad"', 4, "'level' is one of error, warning, note"),
        ('"very-high"', '"great"', 5, "'precision' is one of low, medium, high, very-high"),
        ("= 5", "= 11", 6, "security-severity lies above 0, up to 10"),
        ("security-severity = 5\n", "", 6, "go together"),
        ('"security", ', "", 7, "go together"),
        ('tags = ["security"', 'tags = [1, "security"', 7, "list of at most 10 strings"),
        ("default = false", 'default = "no"', 8, "'default' has the wrong type"),
        ("default = false", "", 1, "lacks 'default'"),
        ("default = false", "default = false\nsumary = 1", 9, "unknown key 'sumary'; did you mean 'summary'?"),
        ("## Bad", "## Worse", 0, "the sections are"),
        ("level =", "level", 1, "front matter:"),
    ],
)
def test_mistakes_name_the_line(tmp_path: Path, old: str, new: str, line: int, message: str) -> None:
    assert old in PAGE
    with pytest.raises(ConfigurationError) as caught:
        read(tmp_path, PAGE.replace(old, new, 1))
    assert message in caught.value.message
    assert caught.value.line == line


def test_all_pages_are_read_and_sorted() -> None:
    ids = load_catalog().ids()
    assert list(ids) == sorted(ids)
    assert {"double-acquire", "unused-suppression"} <= set(ids)


def test_a_missing_rule(tmp_path: Path) -> None:
    catalog: Catalog = read_catalog(tmp_path)
    assert not catalog.has("some-rule")
    with pytest.raises(KeyError):
        catalog.rule("some-rule")


def test_closest() -> None:
    assert closest("mising-unlock", ["missing-unlock", "double-acquire"]) == "; did you mean 'missing-unlock'?"
    assert closest("zzz", ["missing-unlock"]) == ""
