"""Diagrams as text: one module a form, blind to each other."""

from __future__ import annotations

from typing import Final

from lockscan.findings import Diagram

FORMS: Final = ("text", "dot", "mermaid", "svg")


def render(diagram: Diagram, form: str) -> str:
    """`form` is one of FORMS. What draws is loaded when it is needed."""
    match form:
        case "dot":
            from lockscan.report.diagram import dot

            return dot.render(diagram)
        case "mermaid":
            from lockscan.report.diagram import mermaid

            return mermaid.render(diagram)
        case "svg":
            from lockscan.report.diagram import svg

            return svg.render(diagram)
        case _:
            from lockscan.report.diagram import text

            return text.render(diagram)
