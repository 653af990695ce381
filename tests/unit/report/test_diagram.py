"""Diagrams as text, DOT, Mermaid and SVG: what is on them, and that nothing that was scanned gets out of its place."""

from __future__ import annotations

import re
import shutil
import subprocess
import xml.etree.ElementTree as ET

import pytest

from lockscan.findings import Arrow, Box, Diagram, Location, Operation, Standing
from lockscan.report.diagram import FORMS, render, svg
from lockscan.report.diagram.layout import Size, lay_out

SVG = "{http://www.w3.org/2000/svg}"
EVIL = '</text><script>alert("x")</script>\\"];\n|"]\x1b[31m--> x{{7*7}}#quot;%%'


def operation(text: str, line: int, note: str = "") -> Operation:
    return Operation(text, Location("drivers/card.c", line * 10, line * 10 + 5, "card_ioctl"), line, note)


TAKE, GIVE = operation("spin_lock(&card->lock)", 15), operation("spin_unlock(&card->lock)", 17)
DIAGRAM = Diagram(
    "card_ioctl()",
    Location("drivers/card.c", 130, 140, "card_ioctl"),
    13,
    (
        Box(("card_ioctl()", "runs in task context"), Standing.ENTRY),
        Box(("as entered",), Standing.FREE),
        Box(("holds card->lock",), Standing.LOCKED, (operation("wait(card)", 16, "may sleep"),)),
        Box(("returns",), Standing.EXIT),
    ),
    (Arrow(0, 1), Arrow(1, 2, (TAKE,)), Arrow(1, 3, (operation("return 0", 18),)), Arrow(2, 1, (GIVE,))),
    ("some states are missing",),
)
HOSTILE = Diagram(
    EVIL,
    Location(EVIL, 0, 1, EVIL),
    1,
    (Box((EVIL,), Standing.FREE, (operation(EVIL, 1, EVIL),)), Box((EVIL,), Standing.LOCKED)),
    (Arrow(0, 1, (operation(EVIL, 2, EVIL),)),),
    (EVIL,),
)

TEXT = """\
drivers/card.c:13: card_ioctl()
  runs in task context
  note: some states are missing

[1] as entered
     15  spin_lock(&card->lock)  -> [2]
     18  return 0                -> returns

[2] holds card->lock
     16  wait(card)  (may sleep)
     17  spin_unlock(&card->lock)  -> [1]
"""


def elements(text: str) -> list[ET.Element]:
    return list(ET.fromstring(text).iter())


def test_text() -> None:
    assert re.sub(r" +->", " ->", render(DIAGRAM, "text")) == re.sub(r" +->", " ->", TEXT)


def test_dot() -> None:
    text = render(DIAGRAM, "dot")
    assert text.startswith('digraph "card_ioctl()" {\n')
    assert '\tn1 -> n2 [label="15: spin_lock(&card->lock)"];\n' in text
    assert 'n2 [label="holds card->lock\\l\\l16: wait(card) (may sleep)\\l"' in text


@pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not installed")
@pytest.mark.parametrize("diagram", [DIAGRAM, HOSTILE], ids=["usual", "hostile"])
def test_graphviz_reads_it(diagram: Diagram) -> None:
    command = ["dot", "-Tplain"]
    done = subprocess.run(command, input=render(diagram, "dot"), capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert done.stdout.count("\nnode ") == len(diagram.boxes)


def test_mermaid() -> None:
    lines = render(DIAGRAM, "mermaid").splitlines()
    assert lines[:2] == ["flowchart TD", "\t%% some states are missing"]
    assert '\tn1 -->|"15: spin_lock(#38;card-#62;lock)"| n2' in lines
    assert '\tn2("holds card-#62;lock<br/>16: wait(card) (may sleep)"):::locked' in lines


def test_svg() -> None:
    found = elements(render(DIAGRAM, "svg"))
    texts = [element.text for element in found if element.tag == f"{SVG}tspan"]
    assert "15: spin_lock(&card->lock)" in texts
    assert texts.count("as entered") == 1
    assert [element.get("class") for element in found if element.tag == f"{SVG}rect"] == [
        "paper",
        "free",
        "locked",
        "exit",
    ]
    assert next(element.text for element in found if element.tag == f"{SVG}title") == "card_ioctl() drivers/card.c:13"
    heads = [element for element in found if element.get("class") == "head"]
    assert len(heads) == len(DIAGRAM.arrows)


def test_svg_marks_what_it_is_about() -> None:
    found = elements(svg.drawing(DIAGRAM, frozenset((TAKE.location,))))
    assert [element.text for element in found if element.get("class") == "hit"] == ["15: spin_lock(&card->lock)"]
    assert len([element for element in found if element.get("class") == "arrow hit"]) == 2  # to the text and on from it
    assert len([element for element in found if element.get("class") == "head hit"]) == 1


def test_what_is_marked_is_shown_though_there_is_much() -> None:
    many = tuple(operation(f"return {number}", number) for number in range(1, 40))
    diagram = Diagram("f()", DIAGRAM.location, 1, DIAGRAM.boxes[:2], (Arrow(0, 1, many),))
    text = svg.drawing(diagram, frozenset((many[-1].location,)))
    assert "39: return 39" in text
    assert "and 32 more" in text


@pytest.mark.parametrize("form", FORMS)
def test_hostile_text_stays_text(form: str) -> None:
    text = render(HOSTILE, form)
    assert "\x1b" not in text
    if form == "svg":
        names = {element.tag.removeprefix(SVG) for element in elements(text)}
        assert names <= {"svg", "title", "style", "rect", "path", "text", "tspan"}
    if form == "mermaid":
        for line in text.splitlines()[2:]:
            assert re.fullmatch(r'\t(n\d\S*"[^"<>{}|\\]*(<br/>[^"<>{}|\\]*)*".*|n\d -->.*|classDef .*)', line), line


@pytest.mark.parametrize("form", FORMS)
def test_the_same_bytes(form: str) -> None:
    assert render(DIAGRAM, form) == render(DIAGRAM, form)


# Layout ---------------------------------------------------------------------------------------------------------------


def test_boxes_do_not_overlap_and_arrows_end_at_boxes() -> None:
    sizes = [Size(80 + 10 * number, 20 + number, is_wide=True) for number in range(7)]
    arrows = [(0, 1), (1, 2), (2, 1), (1, 3), (3, 4), (4, 0), (5, 6)]
    layout = lay_out(sizes, arrows)
    edges = [
        (x - s.width / 2, y - s.height / 2, x + s.width / 2, y + s.height / 2)
        for (x, y), s in zip(layout.centres, sizes, strict=True)
    ]
    for number, one in enumerate(edges):
        assert one[0] >= -0.01
        assert one[2] <= layout.width + 0.01
        assert one[3] <= layout.height + 0.01
        for other in edges[number + 1 :]:
            assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
    for (source, target), path in zip(arrows, layout.paths, strict=True):
        for box, (x, y) in ((edges[source], path[0]), (edges[target], path[-1])):
            assert box[0] <= x <= box[2]
            assert min(abs(y - box[1]), abs(y - box[3])) < 0.01


def test_one_box_alone() -> None:
    layout = lay_out([Size(50, 20, is_wide=True)], [])
    assert (layout.centres, layout.paths, layout.width, layout.height) == (((25, 10),), (), 50, 20)
