"""Text is filled in as Python fills it in; where a part is not known, only that part is left open."""

from __future__ import annotations

import re
import string

from hypothesis import example, given
from hypothesis import strategies as st

from migralint.history.operation import HOLE
from migralint.loading.operations.texts.formats import braces, formatted, percent, substituted

VALUE = st.one_of(st.text(st.sampled_from("aZ 9-'"), max_size=4), st.integers(-999, 9999))
PLAIN = st.text(st.sampled_from("a ;'"), max_size=3)


def may_be(text: str, made: str) -> bool:
    """Whether a text with open parts may be the one that Python makes."""
    return re.fullmatch(".*".join(map(re.escape, text.split(HOLE))), made, re.DOTALL) is not None


@given(st.lists(st.tuples(PLAIN, st.sampled_from(["%s", "%5s", "%-3s", "%r", "%.2s"]), VALUE), max_size=3), PLAIN)
def test_percent(parts: list[tuple[str, str, str | int]], end: str) -> None:
    text = "".join(plain + form for plain, form, _ in parts) + "%%" + end
    read = percent(text, {index: str(value) for index, (_, _, value) in enumerate(parts)})
    made = text % tuple(value for _, _, value in parts)
    assert may_be(read, made)
    assert HOLE not in read or "%r" in text
    assert may_be(percent(text, {}), made)


@given(st.integers(-999, 9999), st.sampled_from(["%d", "%i", "%05d", "%+d", "%x", "%5.1f"]))
def test_percent_of_numbers(value: int, form: str) -> None:
    read = percent(form, {0: str(value)})
    assert may_be(read, form % value)
    assert (HOLE in read) is (form[-1] in "xf")


@given(
    st.lists(st.tuples(PLAIN, st.sampled_from(["{}", "{!s}", "{!r}", "{:>4}", "{:<3}", "{:04}"]), VALUE), max_size=3),
    PLAIN,
)
def test_braces(parts: list[tuple[str, str, str | int]], end: str) -> None:
    text = "".join(plain + form for plain, form, _ in parts) + "{{}}" + end
    read = braces(text, {index: str(value) for index, (_, _, value) in enumerate(parts)})
    made = text.format(*(value for _, _, value in parts))
    assert may_be(read, made)
    assert may_be(braces(text, {}), made)


@example("9", "04")
@example(9, ">4")
@given(VALUE, st.sampled_from(["", ">4", "<2", "^5", "04", "x", "zz", "s", "d", "+"]))
def test_a_format_is_never_another_one(value: str | int, spec: str) -> None:
    try:
        made = format(value, spec)
    except ValueError:
        return
    assert may_be(formatted(str(value), spec), made)


@given(st.lists(st.tuples(PLAIN, st.sampled_from(["$a", "${b}", "$$", "$A"])), max_size=4), PLAIN)
def test_templates(parts: list[tuple[str, str]], end: str) -> None:
    text = "".join(map("".join, parts)) + " " + end
    known = {"a": "1", "b": "x y", "A": "z"}
    values = {f"{name}{more}": value for name, value in known.items() for more in ("", "a")}
    read = substituted(text, {**values})
    try:
        assert read == string.Template(text).substitute(values)
    except KeyError:
        assert HOLE in read
    assert may_be(substituted(text, {}), string.Template(text).safe_substitute(values))
