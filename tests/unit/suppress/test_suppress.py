"""Comments that silence findings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lockscan.catalog import load_catalog
from lockscan.findings import Finding, Level, Location, Precision
from lockscan.suppress import RULE, Applied, apply, read

CATALOG = load_catalog()
RAN = frozenset({"double-acquire", RULE})
PATH = "a.c"


def finding(source: bytes, at: bytes = b"lock()", rule: str = "double-acquire") -> Finding:
    start = source.index(at)
    return Finding(rule, "again", Location(PATH, start, start + len(at)), Precision.HIGH, Level.ERROR)


def applied(source: bytes, *findings: Finding, ran: frozenset[str] = RAN, incomplete: tuple[str, ...] = ()) -> Applied:
    return apply(findings, {PATH: source}, CATALOG, ran, incomplete)


@pytest.mark.parametrize(
    "source",
    [
        b"lock(); /* lockscan: ignore[double-acquire] why */\n",
        b"lock(); // lockscan: ignore[double-acquire] why\n",
        b"lock(); // lockscan: ignore[double-acquire] why",
        b"\t/* lockscan: ignore[double-acquire] why */\n\tlock();\n",
        b"\t// lockscan: ignore[double-acquire] why\r\n\tlock();\r\n",
        b"/* lockscan: ignore[double-acquire] why\n */\nlock();\n",
        b"/*\n * lockscan: ignore[double-acquire]\n * why\n */\nlock();\n".replace(b"\n * why", b" why"),
        b"/* lockscan: ignore[missing-unlock, double-acquire] why */ lock();\n",
        b"// lockscan:ignore [double-acquire] why\n// another remark\n/* and one more */\nlock();\n",
        b'char *s = "/*"; lock(); // lockscan: ignore[double-acquire] why\n',
        b"f('\"'); lock(); // lockscan: ignore[double-acquire] why\n",
    ],
)
def test_silences(source: bytes) -> None:
    result = applied(source, finding(source))
    assert [(entry.finding.rule, entry.reason) for entry in result.suppressed] == [("double-acquire", "why")]
    assert result.findings == ()


@pytest.mark.parametrize(
    "source",
    [
        b"/* lockscan: ignore[double-acquire] */\n\nlock();\n",  # a line between
        b"int x; /* lockscan: ignore[double-acquire] */\nlock();\n",  # beside other code
        b"lock();\n/* lockscan: ignore[double-acquire] */\n",  # below
    ],
)
def test_speaks_for_another_line(source: bytes) -> None:
    result = applied(source, finding(source))
    assert result.suppressed == ()
    assert sorted(entry.rule for entry in result.findings) == ["double-acquire", RULE]


@pytest.mark.parametrize(
    "source",
    [
        b'f("/* lockscan: ignore[double-acquire] */"); lock();\n',
        b"lock(); /* a lock scan: ignore[double-acquire] */\n",
    ],
)
def test_is_no_comment_of_ours(source: bytes) -> None:
    assert applied(source, finding(source)).findings == (finding(source),)


def test_a_comment_silences_every_finding_of_its_rule_on_its_line() -> None:
    source = b"lock(); other(); // lockscan: ignore[double-acquire]\n"
    result = applied(source, finding(source), finding(source, b"other"))
    assert (len(result.suppressed), result.findings) == (2, ())


def test_a_reason_is_not_required() -> None:
    source = b"lock(); /* lockscan: ignore[double-acquire] */\n"
    assert [entry.reason for entry in applied(source, finding(source)).suppressed] == [""]


def test_an_unused_comment_is_a_finding_that_removes_it() -> None:
    source = b"unlock(); /* lockscan: ignore[double-acquire] why */\n"
    (complaint,) = applied(source).findings
    assert (complaint.rule, complaint.level) == (RULE, Level.NOTE)
    assert "no double-acquire here" in complaint.message
    (edit,) = complaint.fixes[0].edits
    assert source[edit.start : edit.end].startswith(b"/* lockscan")


def test_a_half_used_comment_is_not_removed() -> None:
    source = b"lock(); // lockscan: ignore[double-acquire, missing-unlock]\n"
    (complaint,) = applied(source, finding(source), ran=RAN | {"missing-unlock"}).findings
    assert "missing-unlock" in complaint.message
    assert complaint.fixes == ()


def test_an_unknown_rule_is_named_with_the_nearest() -> None:
    source = b"lock(); // lockscan: ignore[dobule-acquire]\n"
    complaint = next(entry for entry in applied(source, finding(source)).findings if entry.rule == RULE)
    assert "'dobule-acquire'" in complaint.message
    assert "did you mean 'double-acquire'?" in complaint.message


@pytest.mark.parametrize(
    "comment",
    [b"// lockscan: ignore", b"// lockscan: ignore[]", b"/* lockscan: ignroe[double-acquire] */", b"// lockscan:"],
)
def test_a_malformed_comment_is_a_finding(comment: bytes) -> None:
    source = b"lock(); " + comment + b"\n"
    messages = [entry.message for entry in applied(source, finding(source)).findings if entry.rule == RULE]
    assert messages == ["this comment silences nothing: write 'lockscan: ignore[rule-id] reason'"]


def test_a_comment_about_a_rule_that_did_not_run_is_left_alone() -> None:
    source = b"x(); // lockscan: ignore[double-acquire]\n"
    assert applied(source, ran=frozenset({RULE})).findings == ()


def test_a_comment_in_a_file_that_lost_something_is_left_alone() -> None:
    source = b"x(); // lockscan: ignore[double-acquire]\n"
    assert applied(source, incomplete=(PATH,)).findings == ()


def test_the_rule_itself_can_be_off() -> None:
    source = b"x(); // lockscan: ignore[double-acquire]\n"
    assert applied(source, ran=frozenset({"double-acquire"})).findings == ()


@given(
    st.lists(
        st.sampled_from(
            [
                b"lockscan:",
                b"ignore",
                b"[",
                b"]",
                b"double-acquire",
                b"/*",
                b"*/",
                b"//",
                b'"',
                b"'",
                b"\\",
                b"\n",
                b"x",
            ]
        )
    )
)
def test_any_text_can_be_read(parts: list[bytes]) -> None:
    data = b" ".join(parts)
    for directive in read(PATH, data):
        assert data[directive.start : directive.start + 2] in (b"//", b"/*")
        assert 1 <= directive.lines.start <= data.count(b"\n") + 2
