"""State graphs as text, as DOT for Graphviz, and as Mermaid for Markdown."""

from __future__ import annotations

import json
from collections.abc import Iterator

from lockscan.inquiry.state_graph import StateGraph


def text(graph: StateGraph) -> Iterator[str]:
    """A paragraph a state: what it is, and what leads out of it."""
    last = dict(graph.last)
    yield f"{graph.title}:"
    for number, state in enumerate(graph.states):
        yield ""
        yield f"  [{number}] {state}{' (entry)' if number == 0 else ''}"
        for edge in graph.edges:
            if edge.start == number:
                yield from (f"        {label} -> [{edge.end}]" for label in edge.labels)
        if number in last:
            yield f"        returns, {last[number]}"
    yield from ("", *graph.remarks) if graph.remarks else ()


def dot(graph: StateGraph) -> Iterator[str]:
    last = dict(graph.last)
    yield f"digraph {_quoted(graph.title)} {{"
    yield '  node [shape=box, style=rounded, fontname="sans-serif"];'
    yield '  edge [fontname="sans-serif"];'
    yield f"  label={_quoted(chr(10).join((graph.title, *graph.remarks)))};"
    yield "  start [shape=point]; start -> s0;"
    for number, state in enumerate(graph.states):
        shape = ", peripheries=2" if number in last else ""
        yield f"  s{number} [label={_quoted(chr(10).join(rows(graph, number, state)))}{shape}];"
    for edge in graph.edges:
        yield f"  s{edge.start} -> s{edge.end} [label={_quoted(chr(10).join(edge.labels))}];"
    yield "}"


def mermaid(graph: StateGraph) -> Iterator[str]:
    yield "stateDiagram-v2"
    yield from (f"  %% {remark}" for remark in (graph.title, *graph.remarks))
    for number, state in enumerate(graph.states):
        yield f"  s{number} : {_plain('<br>'.join(_escaped(row) for row in state.split(', ')))}"
    yield "  [*] --> s0"
    for edge in graph.edges:
        yield f"  s{edge.start} --> s{edge.end} : {_plain('<br>'.join(map(_escaped, edge.labels)))}"
    for number, lines in graph.last:
        yield f"  s{number} --> [*] : {_plain(_escaped(f'returns, {lines}'))}"


def rows(graph: StateGraph, number: int, state: str) -> list[str]:
    """A state in lines that fit into a box."""
    last = dict(graph.last)
    return [*state.split(", "), *([f"returns, {last[number]}"] if number in last else [])]


def _quoted(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def _escaped(value: str) -> str:
    """Characters that mean something to Mermaid, as entities of its own."""
    return "".join(f"#{ord(char)};" if char in '#<>&";:{}[]' else char for char in value)


def _plain(value: str) -> str:
    return value.replace("\n", " ")
