"""The C blocks of every catalogue page are scanned: Bad shows the page's rule, Good shows nothing at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from lockscan import app
from lockscan.catalog import Rule, load_catalog
from lockscan.config import Settings
from lockscan.findings import Outcome

BLOCKS = [
    pytest.param(rule, title, block, id=f"{rule.id}-{title}-{number}")
    for rule in load_catalog().rules
    for title in ("Bad", "Good")
    for number, block in enumerate(rule.examples(title), start=1)
]


def _scan(directory: Path, rule: Rule, block: str) -> Outcome:
    (directory / "block.c").write_text(block, encoding="utf-8")
    outcome = app.scan([directory / "block.c"], Settings(enable=(rule.id,), jobs=1))
    assert outcome.skipped == ()
    assert outcome.failures == ()
    return outcome


@pytest.mark.parametrize(("rule", "title", "block"), BLOCKS)
def test_block(tmp_path: Path, rule: Rule, title: str, block: str) -> None:
    found = [f"[{finding.rule}] {finding.message}" for finding in _scan(tmp_path, rule, block).findings]
    if title == "Good" and found:
        pytest.fail("\n".join(found), pytrace=False)
    if title == "Bad" and not any(line.startswith(f"[{rule.id}]") for line in found):
        pytest.fail(f"no {rule.id} among {found}", pytrace=False)


@pytest.mark.parametrize("rule", load_catalog().rules, ids=lambda rule: rule.id)
def test_page_has_both_kinds_of_block(rule: Rule) -> None:
    assert rule.examples("Bad")
    assert rule.examples("Good")
