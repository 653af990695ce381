"""The harness itself: what it reads, and that it fails when findings and annotations differ."""

from __future__ import annotations

import pytest

from lockscan.findings import Edit
from tests.fixtures_harness import BadAnnotationError, Claim, Shown, Sort, apply, claims, complaints

LINE_3 = Shown("a.c", 3, "double-acquire", "dev.lock is taken twice", is_low=False)


def test_reads_every_form() -> None:
    source = (
        'f(); // expect: double-acquire "the text" -> "g();"; missing-unlock\n'
        "#define X y /* expect: missing-unlock */ \\\n"
        "f(); // expect-low: missing-unlock\n"
        "f(); // todo-expect: missing-unlock -- needs aliasing\n"
        "f(); /* todo-ok: missing-unlock -- wrong */\n"
        "f(); // expected: nothing to read here\n"
    )
    assert claims("a.c", source) == (
        Claim("a.c", 1, Sort.EXPECT, "double-acquire", "the text", "g();"),
        Claim("a.c", 1, Sort.EXPECT, "missing-unlock"),
        Claim("a.c", 2, Sort.EXPECT, "missing-unlock"),
        Claim("a.c", 3, Sort.EXPECT_LOW, "missing-unlock"),
        Claim("a.c", 4, Sort.TODO_EXPECT, "missing-unlock"),
        Claim("a.c", 5, Sort.TODO_OK, "missing-unlock"),
    )


@pytest.mark.parametrize(
    "annotation", ["expect:", "expect: Not A Rule", 'expect: a-rule "open', "todo-ok: a-rule", "todo-ok: a-rule --"]
)
def test_refuses_what_it_cannot_read(annotation: str) -> None:
    with pytest.raises(BadAnnotationError, match=r"a\.c:1"):
        claims("a.c", f"f(); // {annotation}\n")


def test_agreement_is_silent() -> None:
    assert complaints([Claim("a.c", 3, Sort.EXPECT, "double-acquire", "dev.lock")], [LINE_3]) == []


@pytest.mark.parametrize(
    "claim",
    [
        Claim("a.c", 4, Sort.EXPECT, "double-acquire"),
        Claim("b.c", 3, Sort.EXPECT, "double-acquire"),
        Claim("a.c", 3, Sort.EXPECT, "missing-unlock"),
        Claim("a.c", 3, Sort.EXPECT, "double-acquire", "other.lock"),
        Claim("a.c", 3, Sort.EXPECT_LOW, "double-acquire"),
    ],
)
def test_a_difference_is_reported_from_both_sides(claim: Claim) -> None:
    missing, unexpected = complaints([claim], [LINE_3])
    assert missing.startswith(f"missing: {claim}")
    assert unexpected.startswith("unexpected: a.c:3:")


def test_a_finding_answers_one_claim_only() -> None:
    claim = Claim("a.c", 3, Sort.EXPECT, "double-acquire")
    assert len(complaints([claim, claim], [LINE_3])) == 1
    assert len(complaints([claim], [LINE_3, LINE_3])) == 1


def test_low_precision_need_not_be_annotated() -> None:
    assert complaints([], [Shown("a.c", 3, "double-acquire", "perhaps", is_low=True)]) == []


def test_todos_fail_when_they_are_out_of_date() -> None:
    wanted = Claim("a.c", 3, Sort.TODO_EXPECT, "double-acquire")
    assert complaints([wanted], []) == []
    assert complaints([wanted], [LINE_3]) == [f"found now, make it an 'expect': {wanted}"]
    wrong = Claim("a.c", 3, Sort.TODO_OK, "double-acquire")
    assert complaints([wrong], [LINE_3]) == []
    assert complaints([wrong], []) == [f"no longer found, drop the annotation: {wrong}"]


def test_the_fix_is_compared() -> None:
    claim = Claim("a.c", 3, Sort.EXPECT, "double-acquire", fixed="unlock();")
    found = Shown("a.c", 3, "double-acquire", "twice", is_low=False, fixed="\tunlock();")
    assert complaints([claim], [found]) == []
    assert complaints([claim], [LINE_3])[0].startswith("the fix leaves ''")


def test_edits_are_applied_from_the_end() -> None:
    assert apply(b"abcdef", [Edit("a.c", 0, 1, "xx"), Edit("a.c", 5, 6, "")]) == b"xxbcde"
