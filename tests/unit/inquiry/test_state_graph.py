"""State machines of functions, and their drawings."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest

from lockscan import cli
from lockscan.errors import LockscanError
from lockscan.inquiry import drawings, state_graph
from lockscan.inquiry import svg as svg_module
from lockscan.inquiry.state_graph import Edge, StateGraph, functions_named, graph_of
from lockscan.inquiry.svg import svg
from lockscan.interproc import Program
from tests.unit.interproc.programs import program_of

CODE = """\
#include <linux/interrupt.h>
#include <linux/spinlock.h>
struct dev { spinlock_t lock; rwlock_t table; int on; };

static void dev_lock(struct dev *d)
{
	spin_lock_bh(&d->lock);
}

int dev_go(struct dev *d)
{
	unsigned long flags;

	spin_lock_irqsave(&d->lock, flags);
	if (d->on) {
		spin_unlock_irqrestore(&d->lock, flags);
		return -EBUSY;
	}
	read_lock(&d->table);
	d->on = 1;
	read_unlock(&d->table);
	spin_unlock_irqrestore(&d->lock, flags);
	return 0;
}

void dev_wrapped(struct dev *d)
{
	dev_lock(d);
	spin_unlock_bh(&d->lock);
}

void dev_give(struct dev *d)
{
	spin_unlock(&d->lock);
	local_irq_enable();
}

int plain(int x)
{
	return x;
}
"""
HOSTILE = StateGraph(
    'f() in <a>&"b".c',
    ("as entered", 'x["<&>"] held, hard irqs off'),
    ((0, "line 9"),),
    (Edge(0, 1, ('f<&"; {}', "g")), Edge(1, 0, ("h",))),
    ("a remark",),
)


@cache
def program() -> Program:
    return program_of(CODE)


def graph(name: str) -> StateGraph:
    (solved,) = functions_named(program(), name)
    return graph_of(program(), solved.code.id)


def test_states_and_edges() -> None:
    found = graph("dev_go")
    assert found.states == (
        "as entered",
        "d->lock held, hard irqs off",
        "d->lock held, d->table held for reading, hard irqs off",
    )
    assert found.edges == (
        Edge(0, 1, ("spin_lock_irqsave() line 14",)),
        Edge(1, 0, ("spin_unlock_irqrestore() lines 16, 22",)),
        Edge(1, 2, ("read_lock() line 19",)),
        Edge(2, 1, ("read_unlock() line 21",)),
    )
    assert found.last == ((0, "lines 17, 23"),)
    assert found.remarks == ()


def test_through_calls() -> None:
    found = graph("dev_wrapped")
    assert found.states == ("as entered", "d->lock held, bottom halves off")
    assert found.edges[0].labels == ("dev_lock() line 28",)


def test_what_is_given_up() -> None:
    assert graph("dev_give").states == ("as entered", "d->lock given up", "d->lock given up, hard irqs on")


def test_names(monkeypatch: pytest.MonkeyPatch) -> None:
    (solved,) = functions_named(program(), "dev_go")
    file = solved.code.function.file
    assert functions_named(program(), f"{file}:dev_go") == [solved]
    with pytest.raises(LockscanError, match="no function 'gone'"):
        functions_named(program(), "gone")
    with pytest.raises(LockscanError, match=r"no function 'other\.c:dev_go'"):
        functions_named(program(), "other.c:dev_go")
    with pytest.raises(LockscanError, match=r"plain\(\) does nothing to locks"):
        functions_named(program(), "plain")
    monkeypatch.setattr(state_graph, "_MOST_LINES", 1)
    assert graph("dev_go").last == ((0, "lines 17 and 1 more"),)


# Drawings -------------------------------------------------------------------------------------------------------------


def test_text() -> None:
    assert "\n".join(drawings.text(graph("dev_wrapped"))).partition(":\n")[2] == (
        "\n  [0] as entered (entry)\n        dev_lock() line 28 -> [1]\n        returns, line 30\n"
        "\n  [1] d->lock held, bottom halves off\n        spin_unlock_bh() line 29 -> [0]"
    )


def test_dot() -> None:
    text = "\n".join(drawings.dot(HOSTILE))
    assert 's1 [label="x[\\"<&>\\"] held\\nhard irqs off"];' in text
    assert 's0 -> s1 [label="f<&\\"; {}\\ng"];' in text
    assert text.count("{") - 1 == text.count("}") - 1
    dot = shutil.which("dot")
    if dot is not None:
        subprocess.run([dot, "-Tsvg"], input=text.encode(), check=True, capture_output=True)


def test_mermaid() -> None:
    lines = list(drawings.mermaid(HOSTILE))
    assert lines[0] == "stateDiagram-v2"
    assert "  s1 : x#91;#34;#60;#38;#62;#34;#93; held<br>hard irqs off" in lines
    assert "  s0 --> s1 : f#60;#38;#34;#59; #123;#125;<br>g" in lines
    assert "  s0 --> [*] : returns, line 9" in lines


@pytest.mark.parametrize("name", ["dev_go", "dev_wrapped", "dev_give"])
def test_svg(name: str) -> None:
    drawn = graph(name)
    root = ET.fromstring(svg(drawn))
    texts = ["".join(element.itertext()) for element in root.iter("{http://www.w3.org/2000/svg}text")]
    for state in drawn.states:
        assert set(state.split(", ")) <= set(texts)
    for edge in drawn.edges:
        assert set(edge.labels) <= set(texts)
    assert len(root.findall(".//{http://www.w3.org/2000/svg}path[@class='edge']")) == len(drawn.edges)


def test_svg_escapes() -> None:
    root = ET.fromstring(svg(HOSTILE))
    assert 'x["<&>"] held' in ["".join(element.itertext()) for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert "xlink" not in svg(HOSTILE)


def test_boxes_do_not_overlap() -> None:
    boxes, _routes = svg_module._layout(graph("dev_go"))
    assert not any(svg_module._overlap(one.room, two.room) for one, two in combinations(boxes, 2))


def test_labels_give_way() -> None:
    wanted = [svg_module._Label(0, 0, "one"), svg_module._Label(5, 2, "two")]
    one, two = svg_module._apart(wanted, [])
    assert not svg_module._overlap(one.room, two.room)


# The command line -----------------------------------------------------------------------------------------------------


@pytest.fixture
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "dev.c").write_text(CODE)
    return tmp_path


def test_command(directory: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["--graph", "dev_go", "."]) == 0
    assert capfd.readouterr().out.startswith("dev_go() in dev.c:\n\n  [0] as entered (entry)\n")
    for form, start in (("dot", "digraph "), ("mermaid", "stateDiagram-v2"), ("svg", "<svg ")):
        assert cli.run(["--graph", "dev_go", "--graph-format", form, "-o", "out", "."]) == 0
        assert (directory / "out").read_text().startswith(start)
    assert cli.run(["--graph", "gone", "."]) == 2
    assert "no function 'gone'" in capfd.readouterr().err


def test_functions_with_one_name(directory: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (directory / "other.c").write_text(CODE)
    assert cli.run(["--graph", "dev_lock", "."]) == 0
    assert re.findall(r"dev_lock\(\) in \S+:", capfd.readouterr().out) == [
        "dev_lock() in dev.c:",
        "dev_lock() in other.c:",
    ]
    assert cli.run(["--graph", "dev_lock", "--graph-format", "dot", "."]) == 2
    assert "say FILE:NAME" in capfd.readouterr().err
    assert cli.run(["--graph", "other.c:dev_lock", "--graph-format", "dot", "."]) == 0


@pytest.mark.slow
def test_the_same_drawing_in_every_run(directory: Path) -> None:
    command = [sys.executable, "-m", "lockscan", "--graph", "dev_go", "--graph-format", "svg", str(directory)]
    drawn = {subprocess.run(command, capture_output=True, check=True).stdout for _ in range(3)}
    assert len(drawn) == 1
