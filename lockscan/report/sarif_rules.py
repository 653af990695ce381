"""The rule catalogue as SARIF reporting descriptors."""

from __future__ import annotations

import re
from typing import Any

import sarif_om as om

from lockscan.catalog import Rule
from lockscan.findings import Level

_SEVERITY = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "recommendation"}
_MAX_TAGS = 10
_SENTENCE_LIMIT = 1000  # GitHub cuts descriptions there


def descriptor(rule: Rule) -> om.ReportingDescriptor:
    return om.ReportingDescriptor(
        id=rule.id,
        name=_pascal(rule.id),
        short_description=om.MultiformatMessageString(text=_sentence(rule.summary)),
        full_description=om.MultiformatMessageString(text=_flat(rule.section("What it finds"))[:_SENTENCE_LIMIT]),
        help=om.MultiformatMessageString(text=_without_markup(rule.page), markdown=rule.page),
        default_configuration=om.ReportingConfiguration(level=rule.level.value),
        properties=_properties(rule),
    )


def notification_descriptor(name: str, text: str) -> om.ReportingDescriptor:
    """What a notification means; GitHub wants the same texts as for a rule."""
    message = om.MultiformatMessageString(text=text)
    return om.ReportingDescriptor(
        id=name, name=_pascal(name), short_description=message, full_description=message, help=message
    )


def _properties(rule: Rule) -> dict[str, Any]:
    properties: dict[str, Any] = {
        "precision": rule.precision.word,
        "problem.severity": _SEVERITY[rule.level],
        "tags": list(rule.tags[:_MAX_TAGS]),
    }
    if rule.security_severity is not None:
        properties["security-severity"] = f"{rule.security_severity:.1f}"
    return properties


def _pascal(kebab: str) -> str:
    return "".join(word.capitalize() for word in kebab.split("-"))


def _sentence(clause: str) -> str:
    return clause[:1].upper() + clause[1:].rstrip(".") + "."


def _flat(markdown: str) -> str:
    return " ".join(_without_markup(markdown).split())


def _without_markup(markdown: str) -> str:
    """The page as plain text: no fences, no hashes before headings, no code quotes."""
    text = re.sub(r"^```\w*\n", "", markdown, flags=re.MULTILINE)
    text = re.sub(r"^#+ ", "", text, flags=re.MULTILINE)
    return re.sub(r"`([^`\n]+)`", r"\1", text)
