"""Findings as SARIF results."""

from __future__ import annotations

from itertools import count, groupby
from typing import Any

import sarif_om as om

from lockscan.findings import Finding, Fix, Flow, Step
from lockscan.report import fingerprint
from lockscan.report.sarif_places import artifact_location, link, location, plain, primary_location, replacement
from lockscan.report.source import Sources

MAX_FLOW_STEPS = 1000  # in all flows of one result; GitHub
MAX_RELATED = 1000  # GitHub


def result(finding: Finding, digest: str, rule_index: int, sources: Sources, reason: str | None = None) -> om.Result:
    """`reason`: why a comment silences the finding, None when none does."""
    related = finding.related[:MAX_RELATED]
    return om.Result(
        rule_id=finding.rule,
        rule_index=rule_index,
        level=finding.level.value,
        message=_message(finding),
        locations=[primary_location(finding.location, sources)],
        related_locations=[
            location(entry.location, sources, text=entry.message, number=number)
            for number, entry in enumerate(related, 1)
        ]
        or None,
        code_flows=_code_flows(finding.flows, sources),
        fixes=[_fix(fix, sources) for fix in finding.fixes] or None,
        partial_fingerprints={fingerprint.NAME: digest},
        suppressions=None if reason is None else [om.Suppression(kind="inSource", justification=reason or None)],
        properties=_properties(finding),
    )


def has_long_flows(finding: Finding) -> bool:
    return sum(len(flow.steps) for flow in finding.flows) > MAX_FLOW_STEPS


def _message(finding: Finding) -> om.Message:
    """The message with its related places as links: in place where it quotes them, at the end where it does not."""
    text = plain(finding.message)
    rest = []
    for number, entry in enumerate(finding.related[:MAX_RELATED], 1):
        quoted = plain(entry.message)
        if quoted and quoted in text and f"[{quoted}]" not in text:
            text = text.replace(quoted, link(entry.message, number), 1)
        else:
            rest.append(link(entry.message or "there", number))
    if rest:
        text = f"{text.rstrip('.')}. See: {', '.join(rest)}"
    text = text if text.endswith((".", "!", "?")) else f"{text}."
    if not finding.scenario:
        return om.Message(text=text)
    picture = "\n".join(finding.scenario)
    return om.Message(text=text, markdown=f"{text}\n\n```\n{plain(picture)}\n```")


def _code_flows(flows: tuple[Flow, ...], sources: Sources) -> list[om.CodeFlow] | None:
    """One code flow: its thread flows are the sides that run against each other."""
    if not any(flow.steps for flow in flows):
        return None
    order = count(1)
    room = MAX_FLOW_STEPS
    threads = []
    for flow in flows:
        steps = _shortened(flow.steps, room)
        room -= len(steps)
        if steps:
            threads.append(
                om.ThreadFlow(
                    id=flow.label or None,
                    message=om.Message(text=plain(flow.label)) if flow.label else None,
                    locations=[_step(step, next(order), sources) for step in steps],
                )
            )
    return [om.CodeFlow(thread_flows=threads)]


def _shortened(steps: tuple[Step, ...], room: int) -> tuple[Step, ...]:
    """The way in and the way out say most; what is too much is cut from the middle."""
    if len(steps) <= room:
        return steps
    head = room // 2
    return steps[:head] + steps[len(steps) - (room - head) :]


def _step(step: Step, order: int, sources: Sources) -> om.ThreadFlowLocation:
    return om.ThreadFlowLocation(
        location=location(step.location, sources, text=step.message),
        execution_order=order,
        nesting_level=step.depth,
    )


def _fix(fix: Fix, sources: Sources) -> om.Fix:
    edits = sorted(fix.edits, key=lambda edit: (edit.path, edit.start))
    changes = [
        om.ArtifactChange(
            artifact_location=artifact_location(path),
            replacements=[replacement(edit, sources) for edit in group],
        )
        for path, group in groupby(edits, key=lambda edit: edit.path)
    ]
    return om.Fix(description=om.Message(text=plain(fix.description)), artifact_changes=changes)


def _properties(finding: Finding) -> dict[str, Any]:
    properties: dict[str, Any] = {"precision": finding.precision.word}
    if finding.lock:
        properties["lock"] = finding.lock
    if finding.location.function:
        properties["function"] = finding.location.function
    if finding.contexts:
        properties["contexts"] = list(finding.contexts)
    if finding.assumptions:
        properties["assumptions"] = list(finding.assumptions)
    if finding.scenario:
        properties["scenario"] = list(finding.scenario)
    return properties
