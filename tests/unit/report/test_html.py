"""The HTML page, as text: what is on it, and that nothing that was scanned gets out of its place."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from lockscan.catalog import load_catalog
from lockscan.findings import (
    Arrow,
    Box,
    Diagram,
    Flow,
    Level,
    Location,
    Operation,
    Outcome,
    Standing,
    Step,
)
from lockscan.report import html
from lockscan.report.excerpt import excerpt
from lockscan.report.source import Sources
from tests.unit.report.samples import DEADLOCK, DRIVER, HANDLER, IOCTL, NOTE, OUTCOME, PATH, outcome

EVIL = '</summary></pre><script>alert("x")</script><img src=x onerror=alert(1)>{{ 7 * 7 }}\x1b[31m\u202e'
VOID = {"meta", "input", "br", "hr", "img", "link"}


def drawn(of: Outcome, text: str = "") -> Outcome:
    """The outcome with the function of DEADLOCK drawn, and with an order of locks."""
    place = DEADLOCK.location
    take = Operation(text or "spin_lock(&card->lock)", place, 15, text)
    boxes = (
        Box((text or "card_ioctl()",), Standing.ENTRY),
        Box(("as entered",), Standing.FREE),
        Box((text or "holds card->lock",), Standing.LOCKED),
    )
    machine = Diagram(text or "card_ioctl()", place, 13, boxes, (Arrow(0, 1), Arrow(1, 2, (take,))))
    locks = (
        Box((text or "struct card.lock", "spinlock"), Standing.LOCKED),
        Box((text or "struct card.inner", "mutex"), Standing.FREE),
    )
    where = Operation(text or "card_ioctl()", place, 15, "card.c")
    order = Diagram("the order of 2 locks", place, 15, locks, (Arrow(0, 1, (where,)),), (text or "one more lock",))
    return replace(of, machines=(machine,), orders=(order,))


DRAWN = drawn(outcome(DEADLOCK))


class Page(HTMLParser):
    """Elements with their attributes and text; complains about tags that do not nest."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.stack: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)
        assert self.stack == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.stack.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.stack.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.stack and self.stack[-1] not in ("script", "style"):
            self.text += data

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def page(of: Outcome = OUTCOME, *, show_suppressed: bool = False) -> Page:
    return Page(html.render(of, load_catalog(), show_suppressed=show_suppressed))


def test_a_finding_with_everything() -> None:
    shown = page()
    text = " ".join(shown.text.split())
    for part in (
        "lockscan: 2 findings",
        "2 files, 1,234 lines, 2 of 3 functions analysed, 2 skipped, 1 silenced by comments",
        "drivers/card.c:15:2 in card_ioctl() double-acquire",
        DEADLOCK.message,
        "CPU0: task, hard irqs on card_ioctl() is called drivers/card.c:13:12",
        "*** DEADLOCK ***",
        DEADLOCK.assumptions[0],
        "Use spin_lock_irq(): spin_lock_irq",
        "drivers/broken.c:1 the file: not a text file",
        "What the rules mean",
    ):
        assert part in text
    finding = next(element for element in shown.named("details") if element.get("class") == "finding")
    assert (finding["data-rule"], finding["data-lock"], finding["data-level"]) == (
        "double-acquire",
        "struct card.lock",
        "error",
    )


def test_links_lead_somewhere() -> None:
    shown = page(show_suppressed=True)
    names = {attributes["id"] for _tag, attributes in shown.elements if attributes.get("id")}
    targets = {(link["href"] or "").removeprefix("#") for link in shown.named("a")}
    assert targets <= names


def test_nothing_comes_from_elsewhere() -> None:
    shown = page()
    assert all((link["href"] or "").startswith("#") for link in shown.named("a"))
    for _tag, attributes in shown.elements:
        assert not {"src", "style", "srcset", "href"} & (attributes.keys() - ({"href"} if _tag == "a" else set()))
        assert not any(name.startswith("on") for name in attributes)


def test_the_policy_names_the_style_and_the_script() -> None:
    text = html.render(OUTCOME, load_catalog())
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy is not None
    assert policy[1].startswith("default-src 'none';")
    for kind in ("style", "script"):
        (body,) = re.findall(rf"<{kind}>(.*?)</{kind}>", text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy[1]


def test_hostile_text_stays_text() -> None:
    place = Location(f"a/{EVIL}.c", 0, len(EVIL), EVIL)
    evil = replace(
        DEADLOCK,
        message=EVIL,
        location=place,
        lock=EVIL,
        key=EVIL,
        flows=(Flow(EVIL, (Step(place, EVIL),)),),
        scenario=(EVIL,),
        assumptions=(EVIL,),
    )
    of = replace(outcome(evil, sources={place.path: EVIL.encode()}), remarks=(EVIL,), failures=(EVIL,))
    shown = page(of)
    assert len(shown.named("script")) == 1
    assert shown.named("img") == []
    assert "{{ 7 * 7 }}" in shown.text
    assert "\x1b" not in shown.text
    assert "\u202e" not in shown.text


def test_summaries_count_by_level() -> None:
    shown = " ".join(page(outcome(DEADLOCK, NOTE, replace(NOTE, level=Level.ERROR))).text.split())
    assert "Rule errors warnings notes unused-suppression 1 1 double-acquire 1 By file" in shown
    assert "Lock errors warnings notes struct card.lock 1" in shown


def test_files_are_named_from_where_they_part() -> None:
    paths = ("drivers/net/a.c", "drivers/net/wide/b.c")
    findings = [replace(NOTE, location=Location(path, 0, 1)) for path in paths]
    shown = page(outcome(*findings))
    text = " ".join(shown.text.split())
    assert "By file below drivers/net/ File errors warnings notes a.c 1 wide/b.c 1" in text
    assert {button.get("data-value") for button in shown.named("button")} >= set(paths)


def test_silenced_findings_on_request() -> None:
    assert "Silenced by a comment" not in page().text
    assert "Silenced by a comment: known for years" in page(show_suppressed=True).text


def test_the_function_is_drawn_with_the_place_marked() -> None:
    shown = page(DRAWN)
    assert "What card_ioctl() does with its locks" in shown.text
    assert "15: spin_lock(&card->lock)" in shown.text
    hits = [attributes for name, attributes in shown.elements if attributes.get("class") == "hit"]
    assert len(hits) == 2  # in the function, and in the order of the locks
    assert len(shown.named("svg")) == 2


def test_the_order_of_locks_is_drawn_and_told() -> None:
    text = " ".join(page(DRAWN).text.split())
    assert "The order of 2 locks" in text
    assert "struct card.lockstruct card.innercard_ioctl() card.c:15" in text
    assert "one more lock" in text
    assert "Which lock is taken under which" not in page().text


def test_a_place_is_marked_in_the_order_only_for_the_lock_that_is_held() -> None:
    other = replace(DRAWN, findings=(replace(DEADLOCK, lock="struct card.inner"),), machines=())
    shown = page(other)
    assert [attributes for _, attributes in shown.elements if attributes.get("class") == "hit"] == []


def test_hostile_text_stays_text_in_drawings() -> None:
    shown = page(drawn(outcome(replace(DEADLOCK, lock=EVIL)), EVIL))
    assert len(shown.named("script")) == 1
    assert shown.named("img") == []
    assert len(shown.named("svg")) == 2
    assert "\x1b" not in shown.text


def test_there_is_room_for_so_many_drawings_only() -> None:
    many = [replace(DEADLOCK, key=str(n)) for n in range(2_000)]
    text = html.render(replace(DRAWN, findings=tuple(many), orders=()), load_catalog())
    assert text.count("<svg") < 2_000
    assert text.count("<svg") + text.count("too many drawings") == 2_000


def test_nothing_found() -> None:
    assert "None." in page(outcome()).text
    assert page(outcome()).named("form") == []


def test_a_second_place_that_is_on_the_way_is_shown_once() -> None:
    assert "See also" not in page(outcome(DEADLOCK)).text
    assert "See also" in page(outcome(replace(DEADLOCK, flows=()))).text


def test_many_findings_make_no_huge_page() -> None:
    steps = tuple(Step(HANDLER, f"step {number}") for number in range(10))
    many = [replace(DEADLOCK, key=str(n), flows=(Flow("one", steps), Flow("two", steps))) for n in range(500)]
    assert len(html.render(outcome(*many), load_catalog()).encode()) < 5_000_000


def test_the_same_bytes() -> None:
    assert html.render(OUTCOME, load_catalog()) == html.render(replace(OUTCOME, seconds=9.0), load_catalog())


# Excerpts -------------------------------------------------------------------------------------------------------------


def test_an_excerpt_marks_its_place() -> None:
    lines = excerpt(IOCTL, Sources({PATH: DRIVER}), 1)
    assert [(line.number, line.is_marked) for line in lines] == [(14, False), (15, True), (16, False)]
    assert (lines[1].before, lines[1].marked, lines[1].after) == ("\t", "spin_lock(&card->lock)", ";")


def test_an_excerpt_of_several_lines() -> None:
    data = b"f(a,\n  b,\n  c);\n"
    lines = excerpt(Location("x.c", 0, data.index(b";")), Sources({"x.c": data}), 0)
    assert [(line.before, line.marked, line.after) for line in lines] == [
        ("", "f(a,", ""),
        ("  ", "b,", ""),
        ("  ", "c)", ";"),
    ]
    assert len(excerpt(Location("x.c", 0, len(data)), Sources({"x.c": data}), 0, longest=2)) == 2


@pytest.mark.parametrize("sources", [{}, {"x.c": b"\n\n"}])
def test_no_source_no_excerpt(sources: dict[str, bytes]) -> None:
    assert excerpt(Location("x.c", 0, 1), Sources(sources), 2) == ()
